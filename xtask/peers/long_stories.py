#!/usr/bin/env python3
"""A labelled stream of longer stories, in the manner of the synthetic one: each is made of several of its originals (about
1,000 words) under a headline of ten words and more, and is followed by copies, excerpts and revisions of it.
usage: long_stories.py SYNTHETIC.jsonl OUT.jsonl [SEED [STORIES]]
OUT is for run_dedup.py --set OUT. The same seed gives the same stream."""
import json
import random
import re
import sys

source, out = sys.argv[1], sys.argv[2]
dice = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
count = int(sys.argv[4]) if len(sys.argv) > 4 else 200
WORDS = 1000

with open(source, encoding="utf8") as lines:
    originals = [it for it in map(json.loads, lines) if it.get("relation") == "original" and not it.get("of")]
dice.shuffle(originals)
WHERE = ["in long debate of northern council", "as winter nears the coast again", "after weeks of talks behind doors",
         "officials say in new report on it", "and many in the region want more", "before vote that few had expected"]
NOTICES = ["Copyright 2026 The Harbour Courier. All rights reserved. This material may not be published, broadcast, "
           "rewritten or redistributed.", "Read more: Ten things to know about the islands this winter.",
           "(Photo by Ana Holt/EXW)"]


def sentences(text):
    return re.split(r"(?<=[.!?]) (?=[A-Z])", text)


def paragraphs(text):
    """Paragraphs of two or three sentences, as long stories have them."""
    made = []
    for paragraph in text.split("\n\n"):
        parts = sentences(paragraph)
        while parts:
            size = dice.choice((2, 3))
            made.append(" ".join(parts[:size]))
            parts = parts[size:]
    return made


def headline(title):
    words = (title or "").split()
    while len(words) < 10:
        words += dice.choice(WHERE).split()
    return " ".join(words[:14])


def scanned(text, share):
    """Typing and scanning errors in so many letters."""
    def one(letter):
        wrong = dice.random() < share and letter.isalpha()
        return dice.choice(("", letter + letter, dice.choice("abcdeilmnorstu"))) if wrong else letter
    return "".join(map(one, text))


def respelled(text):
    pairs = (("isation", "ization"), ("ise ", "ize "), ("our ", "or "), ("centre", "center"), ("programme", "program"),
             ("per cent", "percent"), (" - ", " – "))
    for old, new in pairs:
        text = text.replace(old, new)
    return text


def dressed(story):
    place, agency = dice.choice(("LONDON", "PORT LUMEN", "BERLIN")), dice.choice(("EXW", "AP", "dpa"))
    return [f"{place} ({agency}) - {story[0]}"] + story[1:]


def quotes(story):
    text = "\n\n".join(story)
    return re.sub(r'"([^"]*)"', "“\\1”", text).replace("'", "’").split("\n\n")


def figure(story):
    places = [n for n, paragraph in enumerate(story) if re.search(r"\b[1-9]\d*\b", paragraph)]
    if not places:
        return None
    n = dice.choice(places)
    change = lambda found: str(int(found.group()) + dice.randint(1, 7))
    return story[:n] + [re.sub(r"\b[1-9]\d*\b", change, story[n], count=1)] + story[n + 1:]


def mixed(story):
    kept = dressed(quotes(story))
    cut = dice.choice((1.0, 0.9, 0.8))
    return respelled("\n\n".join(kept[:max(3, int(len(kept) * cut))])).split("\n\n") + [dice.choice(NOTICES)]


KINDS = {
    "copy:identical": lambda it, other: it,
    "copy:dateline": lambda it, other: dressed(it),
    "copy:punct": lambda it, other: quotes(it),
    "copy:boilerplate": lambda it, other: it + [NOTICES[0]],
    "copy:promo": lambda it, other: it[:3] + [NOTICES[1]] + it[3:] + [NOTICES[2]],
    "copy:respell": lambda it, other: respelled("\n\n".join(it)).split("\n\n"),
    "copy:ocr1pct": lambda it, other: scanned("\n\n".join(it), 0.01).split("\n\n"),
    "copy:ocr4pct": lambda it, other: scanned("\n\n".join(it), 0.04).split("\n\n"),
    "copy:mixed": lambda it, other: mixed(it),
    "excerpt:cut40": lambda it, other: it[:max(2, int(len(it) * 0.6))],
    "excerpt:cut60": lambda it, other: it[:max(2, int(len(it) * 0.4))],
    "revision:corrected_figure": lambda it, other: figure(it),
    "revision:new_lead": lambda it, other: [" ".join(other[:2])] + it,
    "revision:writethru": lambda it, other: it[:4] + other[4:7] + it[4:],
}

stream, pool = [], originals
while pool and len(stream) < count * 4:
    story, parts = [], []
    while pool and sum(len(it.split()) for it in story) < WORDS:
        part = pool.pop()
        parts.append(part)
        story += paragraphs(part["text"])
    if sum(len(it.split()) for it in story) < WORDS * 3 // 4 or not pool:
        break
    other = paragraphs(pool[0]["text"]) + paragraphs(pool[-1]["text"])
    title, name, t = headline(parts[0]["title"]), f"long{len(stream)}", len(stream) * 600
    of = {"id": name, "t": t, "title": title, "text": "\n\n".join(story), "cluster": name, "relation": "original", "of": None}
    stream.append(of)
    for n, kind in enumerate(dice.sample(sorted(KINDS), 8)):
        made = KINDS[kind](list(story), other)
        if made:
            stream.append({**of, "id": f"{name}-{n}", "t": t + 300 + n * 900, "text": "\n\n".join(made), "relation": kind, "of": name})

with open(out, "w", encoding="utf8") as f:
    for it in stream:
        f.write(json.dumps(it, ensure_ascii=False) + "\n")
long = [len(it["text"].split()) for it in stream if not it["of"]]
print(f"{len(stream)} items, {len(long)} stories of {sum(long) // max(1, len(long))} words on average")

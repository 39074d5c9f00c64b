#!/usr/bin/env python3
"""Near duplicates as commonly set up with datasketch (pip install datasketch): MinHash of word 5-grams with 128
permutations, LSH at .7; each article is looked up, then remembered.
usage: datasketch_lsh.py ARTICLES.jsonl REMEMBERED MEASURED
Prints one JSON object: articles per CPU-second over the articles after REMEMBERED, memory per article in bytes."""
import json
import re
import resource
import sys
import time

from datasketch import MinHash, MinHashLSH

path, remembered, measured = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
lsh = MinHashLSH(threshold=0.7, num_perm=128)


def resident():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS"))


def take(article):
    words = re.findall(r"\w+", article["text"].lower())
    sketch = MinHash(num_perm=128)
    sketch.update_batch([" ".join(words[i : i + 5]).encode() for i in range(max(1, len(words) - 4))])
    found = lsh.query(sketch)
    lsh.insert(article["id"], sketch)
    return bool(found)


with open(path, encoding="utf8") as lines:
    articles = [json.loads(line) for _, line in zip(range(remembered + measured), lines)]
before = resident()
for article in articles[:remembered]:
    take(article)
start = time.process_time()
linked = sum(take(article) for article in articles[remembered:])
spent = time.process_time() - start
count = len(articles) - remembered
print(json.dumps({"articles_per_cpu_second": count / spent, "linked": linked / count,
                  "bytes_per_article": (resident() - before) // max(1, len(articles))}))

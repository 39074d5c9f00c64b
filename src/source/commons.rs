//! What several sources share: one listener for two paths, one client for everything that is fetched.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, Weak};

use super::fetching;
use crate::config::plan::Fetch;
use crate::fetch::hop::Network;
use crate::flow::held;

type Shared = Weak<dyn Any + Send + Sync>;
type Things = HashMap<(TypeId, String), Shared>;

/// Makes the network that `[fetch]` describes; or why there is none.
pub type Networks = dyn Fn(&Fetch) -> Result<Arc<dyn Network>, String> + Send + Sync;

/// Things by type and key, each made by the first source that asks for it and gone with the last that holds it; and the
/// network that all of them ask.
pub struct Commons {
    things: Mutex<Things>,
    pub(super) networks: Box<Networks>,
}

impl Default for Commons {
    /// With the real network.
    fn default() -> Commons {
        Commons::over(Box::new(fetching::http))
    }
}

impl Commons {
    /// With a network of one's own.
    pub fn over(networks: Box<Networks>) -> Commons {
        Commons { things: Mutex::default(), networks }
    }

    /// The one thing of this type and key; made where nobody holds one.
    ///
    /// # Errors
    /// As `make` says.
    pub fn share<T: Any + Send + Sync, E>(
        &self,
        key: &str,
        make: impl FnOnce() -> Result<T, E>,
    ) -> Result<Arc<T>, E> {
        let mut things = held(&self.things);
        things.retain(|_, thing| thing.strong_count() > 0);
        let key = (TypeId::of::<T>(), key.to_owned());
        if let Some(thing) = things.get(&key).and_then(Weak::upgrade).and_then(|thing| thing.downcast().ok())
        {
            return Ok(thing);
        }
        let thing = Arc::new(make()?);
        let shared: Arc<dyn Any + Send + Sync> = Arc::clone(&thing) as _;
        things.insert(key, Arc::downgrade(&shared));
        Ok(thing)
    }
}

fn found<T: Any + Send + Sync>(things: &Things, key: &str) -> Option<Arc<T>> {
    things.get(&(TypeId::of::<T>(), key.to_owned())).and_then(Weak::upgrade)?.downcast().ok()
}

impl Commons {
    /// The one thing of this type and key, if somebody holds it.
    pub fn find<T: Any + Send + Sync>(&self, key: &str) -> Option<Arc<T>> {
        found(&held(&self.things), key)
    }

    /// The same for whoever must not wait: none while one is being made.
    pub fn get<T: Any + Send + Sync>(&self, key: &str) -> Option<Arc<T>> {
        let things = self.things.try_lock().ok()?;
        found(&things, key)
    }
}

impl fmt::Debug for Commons {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Commons").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_while_somebody_holds_it() {
        let commons = Commons::default();
        let get = |key: &str, made: u32| commons.share::<u32, ()>(key, || Ok(made)).unwrap();
        let one = get("a", 1);
        assert_eq!((*get("a", 2), *get("b", 3)), (1, 3));
        assert_eq!((commons.get::<u32>("a"), commons.get::<u32>("b")), (Some(Arc::clone(&one)), None));
        assert_eq!(commons.share::<String, _>("a", || Err("none")), Err("none"));
        drop(one);
        assert_eq!(*get("a", 4), 4);
    }
}

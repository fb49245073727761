//! A map from texts to values. All code shares this one, because each type of map costs kilobytes
//! of WebAssembly.

use std::collections::HashMap;

/// Gives each distinct text a number, counting from 0.
#[derive(Debug, Default)]
pub struct Numbers {
    numbers: HashMap<String, usize>,
}

impl Numbers {
    /// The number of a text; a new text gets the next number.
    pub fn number(&mut self, text: String) -> usize {
        let next = self.numbers.len();
        *self.numbers.entry(text).or_insert(next)
    }

    /// The number of a known text.
    pub fn get(&self, text: &str) -> Option<usize> {
        self.numbers.get(text).copied()
    }
}

/// Values by text.
#[derive(Debug)]
pub struct Table<V> {
    index: Numbers,
    values: Vec<V>,
}

impl<V> Default for Table<V> {
    fn default() -> Self {
        Self { index: Numbers::default(), values: Vec::new() }
    }
}

impl<V: Default> Table<V> {
    /// The value of a text; a new text gets a default value.
    pub fn entry(&mut self, key: String) -> &mut V {
        let number = self.index.number(key);
        if number == self.values.len() {
            self.values.push(V::default());
        }
        &mut self.values[number]
    }

    /// The value of a known text.
    pub fn get(&self, key: &str) -> Option<&V> {
        self.values.get(self.index.get(key)?)
    }

    /// The values, in the order of their texts.
    pub fn sorted(&self) -> Vec<&V> {
        let mut keys: Vec<String> = self.index.numbers.keys().cloned().collect();
        keys.sort_unstable();
        keys.iter().filter_map(|key| self.get(key)).collect()
    }
}

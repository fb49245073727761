//! Changes an object in several places, and removes parts of it.
//!
//! [`Change`] says what changes, and [`change`](change()) writes it into the text: `layout` finds where
//! things are, `insert` and `remove` make the changes in the `style` of the text, and `joined` joins
//! them. `part` cuts out what has to be read again.

mod change;
mod insert;
mod joined;
mod layout;
mod part;
mod remove;
mod style;
mod write;

#[cfg(test)]
use super::applied;
use super::{Edit, Place, indent_of, set_below};

pub use change::Change;
pub use part::Lists;
pub use write::{Changed, Obstacle, change};

//! What is cut out of JSON, and who takes it.

/// Takes what is cut out.
pub(crate) trait Pieces {
    /// A row: an object of a list, or one by itself.
    fn row(&mut self, json: &[u8], line: u64);
    /// A text in a list, as a JSON string.
    fn text(&mut self, json: &[u8], line: u64);
    /// A row that is too long to be kept.
    fn too_long(&mut self, line: u64);
    /// The answer is only a page of the whole one (`nextToken`).
    fn more(&mut self);
}

/// What came of a piece of input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// The value goes on after it.
    Open,
    /// The value ended; so many bytes belonged to it.
    Done(usize),
    /// No JSON, from this byte on.
    Broken(usize),
}

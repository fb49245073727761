//! Where text for people goes: as wide as the terminal, and never wrapped in a pipe. No name is ever
//! broken.

use std::fmt::Display;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use terminal_size::{Width, terminal_size_of};
use textwrap::core::display_width;
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

/// Style of headings.
pub const BOLD: Style = Style::new().bold();
/// Style of accepted objects and added lines.
pub const GREEN: Style = AnsiColor::Green.on_default();
/// Style of rejected objects, errors and removed lines.
pub const RED: Style = AnsiColor::Red.on_default().bold();
/// Style of warnings.
pub const YELLOW: Style = AnsiColor::Yellow.on_default();
/// Style of less important text.
pub const DIM: Style = Style::new().dimmed();

/// The spaces between two columns.
const GAP: usize = 2;
/// A column is not padded beyond this width, so that one long name does not push all others away.
const WIDEST_PADDING: usize = 100;

/// A place for text.
pub struct Page<'o> {
    out: &'o mut dyn Write,
    width: Option<usize>,
    has_links: bool,
}

/// A cell of a row: its text, and how it looks.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    text: String,
    style: Style,
    link: Option<String>,
}

impl Cell {
    /// Text that cannot steer a terminal.
    pub fn new(text: &str) -> Self {
        Self { text: clean(text), ..Self::default() }
    }

    /// The same in a style.
    #[must_use]
    pub fn styled(self, style: Style) -> Self {
        Self { style, ..self }
    }

    /// The same as a link to that address, where terminals take links.
    #[must_use]
    pub fn linked(self, link: Option<String>) -> Self {
        Self { link, ..self }
    }

    fn width(&self) -> usize {
        display_width(&self.text)
    }
}

impl<'o> Page<'o> {
    /// Standard output.
    pub fn stdout(out: &'o mut dyn Write) -> Self {
        let width = terminal_size_of(io::stdout()).map(|(Width(width), _)| width.into());
        let has_links = supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout);
        Self { out, width, has_links }
    }

    /// Standard error.
    pub fn stderr(out: &'o mut dyn Write) -> Self {
        let width = terminal_size_of(io::stderr()).map(|(Width(width), _)| width.into());
        Self { out, width, has_links: false }
    }

    /// A page of that width; `None` never wraps.
    #[cfg(test)]
    pub fn of_width(out: &'o mut dyn Write, width: Option<usize>) -> Self {
        Self { out, width, has_links: false }
    }

    /// Writes a line as it is.
    ///
    /// # Errors
    ///
    /// The output cannot be written, as for all methods.
    pub fn line(&mut self, line: impl Display) -> io::Result<()> {
        writeln!(self.out, "{line}")
    }

    /// Writes an empty line.
    ///
    /// # Errors
    ///
    /// See [`line`](Self::line).
    pub fn gap(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }

    /// Writes text after that many spaces. What is too wide continues in the next line.
    ///
    /// # Errors
    ///
    /// See [`line`](Self::line).
    pub fn paragraph(&mut self, indent: usize, text: &str) -> io::Result<()> {
        self.titled(indent, "", Style::new(), text)
    }

    /// Writes a paragraph that starts with a title in a style.
    ///
    /// # Errors
    ///
    /// See [`line`](Self::line).
    pub fn titled(
        &mut self,
        indent: usize,
        title: &str,
        style: Style,
        text: &str,
    ) -> io::Result<()> {
        let whole = [&clean(title), &*clean(text)].concat();
        for (number, line) in self.wrapped(indent, &whole).into_iter().enumerate() {
            let (title, rest) = match line.strip_prefix(title) {
                Some(rest) if number == 0 => (title, rest),
                _ => ("", &*line),
            };
            match title {
                "" => writeln!(self.out, "{:indent$}{rest}", "")?,
                title => writeln!(self.out, "{:indent$}{style}{title}{style:#}{rest}", "")?,
            }
        }
        Ok(())
    }

    fn wrapped(&self, indent: usize, text: &str) -> Vec<String> {
        let Some(width) = self.width else { return vec![text.to_owned()] };
        let options = Options::new(width.saturating_sub(indent).max(1))
            .wrap_algorithm(WrapAlgorithm::FirstFit)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation)
            .break_words(false);
        textwrap::wrap(text, options).into_iter().map(std::borrow::Cow::into_owned).collect()
    }

    /// Writes rows in columns, after that many spaces. A row that is wider than the page goes on in
    /// the next lines. After each row comes what `below` writes.
    ///
    /// # Errors
    ///
    /// See [`line`](Self::line).
    pub fn rows(
        &mut self,
        indent: usize,
        rows: &[Vec<Cell>],
        mut below: impl FnMut(&mut Self, usize) -> io::Result<()>,
    ) -> io::Result<()> {
        let widths: Vec<usize> =
            widths(rows).into_iter().map(|width| width.min(WIDEST_PADDING)).collect();
        for (number, row) in rows.iter().enumerate() {
            self.row(indent, row, &widths)?;
            below(self, number)?;
        }
        Ok(())
    }

    /// Writes rows as [`rows`](Self::rows) does if each fits in a line. Otherwise, the first cell of
    /// each gets a line of its own.
    ///
    /// # Errors
    ///
    /// See [`line`](Self::line).
    pub fn stacked_rows(
        &mut self,
        indent: usize,
        rows: &[Vec<Cell>],
        mut below: impl FnMut(&mut Self, usize) -> io::Result<()>,
    ) -> io::Result<()> {
        let whole = indent + widths(rows).iter().map(|width| width + GAP).sum::<usize>();
        if self.width.is_none_or(|width| whole <= width + GAP) {
            return self.rows(indent, rows, below);
        }
        for (number, row) in rows.iter().enumerate() {
            let (first, rest) = row.split_at(row.len().min(1));
            self.row(indent, first, &[])?;
            self.row(indent + GAP, rest, &[])?;
            below(self, number)?;
        }
        Ok(())
    }

    fn row(&mut self, indent: usize, row: &[Cell], widths: &[usize]) -> io::Result<()> {
        let fits = |end: usize| self.width.is_none_or(|width| end <= width);
        let last = row.iter().rposition(|cell| !cell.text.is_empty());
        let mut line = " ".repeat(indent);
        let mut end = indent;
        for (column, cell) in row.iter().enumerate().take(last.map_or(0, |last| last + 1)) {
            let is_new = end == indent;
            // A cell is moved to the next line as a whole, or split between words.
            if !is_new && !fits(end + cell.width()) {
                writeln!(self.out, "{}", line.trim_end())?;
                (line, end) = (" ".repeat(indent + GAP), indent + GAP);
            }
            let parts = match fits(end + cell.width()) {
                true => vec![cell.text.clone()],
                false => self.wrapped(end, &cell.text),
            };
            for (number, part) in parts.iter().enumerate() {
                if number > 0 {
                    writeln!(self.out, "{}", line.trim_end())?;
                    (line, end) = (" ".repeat(indent + GAP), indent + GAP);
                }
                let Cell { style, link, .. } = cell;
                let link = link.as_deref().filter(|_| self.has_links);
                let (open, close) = match link {
                    Some(link) => (format!("\u{1b}]8;;{link}\u{1b}\\"), "\u{1b}]8;;\u{1b}\\"),
                    None => (String::new(), ""),
                };
                match style.is_plain() {
                    true => line.push_str(&format!("{open}{part}{close}")),
                    false => line.push_str(&format!("{open}{style}{part}{style:#}{close}")),
                }
                end += display_width(part);
            }
            if last != Some(column) {
                let width = widths.get(column).copied().unwrap_or_default();
                let padding = width.saturating_sub(cell.width()) + GAP;
                line.push_str(&" ".repeat(padding));
                end += padding;
            }
        }
        match line.trim_end() {
            "" => Ok(()),
            line => writeln!(self.out, "{line}"),
        }
    }
}

/// The width of each column: that of its widest cell.
fn widths(rows: &[Vec<Cell>]) -> Vec<usize> {
    let mut widths: Vec<usize> = Vec::new();
    for row in rows {
        widths.resize(widths.len().max(row.len()), 0);
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    widths
}

/// Replaces everything that could steer the terminal or the page, such as escape sequences.
pub fn clean(text: &str) -> String {
    text.replace(analysis::steers, "?")
}

/// The same for a text of several lines.
pub fn clean_lines(text: &str) -> String {
    text.replace(|c| c != '\n' && analysis::steers(c), "?")
}

#[cfg(test)]
mod tests;

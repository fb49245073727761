//! Parses a page of the documentation: examples with their markers, links and headings.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

/// A fenced block.
#[derive(Debug)]
pub struct Block {
    /// The comment directly above it, without its dashes.
    pub marker: Option<String>,
    /// What follows the opening fence.
    pub language: String,
    /// Its contents.
    pub text: String,
    /// The line of its opening fence.
    pub line: usize,
}

/// A Markdown file.
#[derive(Debug, Default)]
pub struct Page {
    /// Its path in the repository.
    pub path: PathBuf,
    /// Its fenced blocks.
    pub blocks: Vec<Block>,
    /// Markers with no block below them.
    pub stray: Vec<String>,
    /// The targets of its links, with their lines.
    pub links: Vec<(String, usize)>,
    /// The anchors of its headings, as GitHub generates them.
    pub anchors: BTreeSet<String>,
}

impl Page {
    /// Reads the file at a path below the repository.
    pub fn open(repository: &Path, path: &Path) -> Self {
        let text = fs::read_to_string(repository.join(path));
        Self::read(path, &text.unwrap_or_else(|error| panic!("{}: {error}", path.display())))
    }

    /// Reads a page's text.
    pub fn read(path: &Path, text: &str) -> Self {
        let mut page = Self { path: path.to_owned(), ..Self::default() };
        let mut marker: Option<String> = None;
        let mut block: Option<Block> = None;
        let mut heading: Option<String> = None;
        let mut seen = BTreeMap::new();
        for (event, place) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
            let line = text.get(..place.start).unwrap_or_default().matches('\n').count() + 1;
            if let Event::Start(tag) = &event
                && !matches!(tag, Tag::HtmlBlock | Tag::CodeBlock(_))
            {
                page.stray.extend(marker.take());
            }
            match event {
                Event::Html(html) => {
                    if let Some(comment) = comment(&html) {
                        page.stray.extend(marker.replace(comment));
                    }
                }
                Event::Start(Tag::CodeBlock(kind)) => {
                    let language = match kind {
                        CodeBlockKind::Fenced(language) => language.into_string(),
                        CodeBlockKind::Indented => String::new(),
                    };
                    let marker = marker.take();
                    block = Some(Block { marker, language, text: String::new(), line });
                }
                Event::End(TagEnd::CodeBlock) => page.blocks.extend(block.take()),
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => {
                    let slug = slug(&heading.take().unwrap_or_default());
                    let before: &mut usize = seen.entry(slug.clone()).or_default();
                    let numbered = format!("{slug}-{before}");
                    page.anchors.insert(if *before == 0 { slug } else { numbered });
                    *before += 1;
                }
                Event::Start(Tag::Link { link_type: LinkType::Email, .. }) => {}
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    page.links.push((dest_url.into_string(), line));
                }
                Event::Text(text) | Event::Code(text) => {
                    if let Some(block) = &mut block {
                        block.text.push_str(&text);
                    } else if let Some(heading) = &mut heading {
                        heading.push_str(&text);
                    }
                }
                _ => {}
            }
        }
        page.stray.extend(marker);
        page
    }
}

/// The inside of an HTML comment.
fn comment(html: &str) -> Option<String> {
    let inside = html.trim().strip_prefix("<!--")?.strip_suffix("-->")?;
    Some(inside.trim().to_owned())
}

/// A heading's anchor: lower case, hyphens for spaces, no other punctuation.
fn slug(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

//! Postil: a terminal reader for texts that argue from other texts.
//!
//! # The house
//!
//! The way of the data is the way through the folders, from the ground floor up:
//!
//! ```text
//! text        folding with an offset map, making text safe to show, wrapping, YAML with positions
//! article     file bytes → Article: the model, numbering, Markdown, plain text, HTML
//! source      Source (CSL), citation grammar, back-reference resolution, bibliographies out
//! annotation  YAML ⇄ Annotation; anchoring
//! edition     Article + anchored annotations: the indices
//! library     folders of editions; the built-in one; the user's state
//! draft       Article → proposed annotations
//! search      query → hits
//! export      Edition → Markdown, HTML, JSON-LD
//! viewer      Edition → screen: keys, state, update, layout, panes, theme
//! cli         one file per command
//! main        arguments → command → exit code
//! ```
//!
//! # The import rule
//!
//! Imports go one way: `text` ← `article` ← `source` ← `annotation` ← `edition` ← `library` ←
//! {`draft`, `search`, `export`} ← `viewer` ← `cli` ← `main`. A module names only what stands to
//! its left, and the three in braces do not name each other. Only `viewer` names the screen's
//! crates, only `cli` the command line's, only `article::markdown` the Markdown parser's, only
//! `text::yaml` the YAML ones. `tests/house.rs` reads the sources and holds all of this.

pub mod annotation;
pub mod article;
pub mod cli;
pub mod draft;
pub mod edition;
pub mod export;
pub mod library;
pub mod search;
pub mod source;
pub mod text;
pub mod viewer;

//! Tokens → tree.
//!
//! ```text
//! any   = all { "OR" all }
//! all   = part { [ "AND" ] part }
//! part  = [ "-" ] ( "(" any ")" | field | near )
//! near  = place { "NEAR/" n place }
//! place = word | prefix | "phrase" | /expression/
//! field = "in:" zones | ( "kind:" | "source:" | … ) value
//! ```

use super::lex::{Placed, Token, tokens};
use super::node::Glob;
use super::pattern::pattern;
use super::{Case, Filter, FilterKind, Node, Options, Phrase, QueryError, Syntax};
use crate::search::{Zone, Zones};
use crate::text::problem::nearest;

/// How deep parentheses may be nested.
const DEPTH: usize = 100;

/// The fields, for the message that lists them.
const FIELDS: [&str; 8] = [
    "in", "kind", "source", "author", "speaker", "tag", "article", "section",
];

struct Parser {
    tokens: Vec<Placed>,
    /// The index of the next token.
    at: usize,
    options: Options,
    /// The column after the last character.
    end: usize,
    depth: usize,
}

/// Reads a query in the query language.
pub(super) fn parse(text: &str, options: Options) -> Result<Node, QueryError> {
    let tokens = tokens(text, options.unfinished)?;
    let mut parser = Parser {
        tokens,
        at: 0,
        options,
        end: text.chars().count() + 1,
        depth: 0,
    };
    let root = parser.any(Zones::ALL)?;
    match parser.next() {
        None => Ok(root),
        Some(placed) => Err(QueryError::new(
            placed.column,
            "this parenthesis closes nothing",
            "take it out, or quote it",
        )),
    }
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|p| &p.token)
    }

    fn next(&mut self) -> Option<Placed> {
        let placed = self.tokens.get(self.at).cloned();
        self.at += 1;
        placed
    }

    fn next_is(&mut self, wanted: &Token) -> bool {
        let is = self.peek() == Some(wanted);
        self.at += usize::from(is);
        is
    }

    fn column(&self) -> usize {
        self.tokens.get(self.at).map_or(self.end, |p| p.column)
    }

    fn any(&mut self, zones: Zones) -> Result<Node, QueryError> {
        let mut parts = vec![self.all(zones)?];
        while self.next_is(&Token::Or) {
            if self.options.unfinished && self.peek().is_none() {
                break;
            }
            parts.push(self.all(zones)?);
        }
        Ok(joined(parts, Node::Or))
    }

    /// One or more parts that are all to be true. `in:` holds for all of them, wherever it stands.
    fn all(&mut self, zones: Zones) -> Result<Node, QueryError> {
        let from = self.column();
        let zones = self.zones_ahead(zones)?;
        let mut parts = Vec::new();
        loop {
            match self.peek() {
                None | Some(Token::Close | Token::Or) => break,
                Some(Token::And) if !parts.is_empty() => {
                    self.next();
                }
                Some(Token::Field(name)) if name == "in" => {
                    // Read already, by `zones_ahead`.
                    self.next();
                    self.next();
                }
                Some(_) => parts.extend(self.part(zones)?),
            }
        }
        if !parts.iter().any(|part| !matches!(part, Node::Not(_))) {
            return Err(nothing_to_find(from, !parts.is_empty()));
        }
        Ok(joined(parts, Node::And))
    }

    /// The zones that the `in:` of this group names, up to its end.
    fn zones_ahead(&mut self, outer: Zones) -> Result<Zones, QueryError> {
        let mut zones = outer;
        let mut depth = 0usize;
        let mut ahead = self.tokens.iter().skip(self.at);
        while let Some(placed) = ahead.next() {
            match &placed.token {
                Token::Open => depth += 1,
                Token::Close if depth == 0 => break,
                Token::Close => depth -= 1,
                Token::Or if depth == 0 => break,
                Token::Field(name) if name == "in" && depth == 0 => {
                    let named = match ahead.next() {
                        Some(Placed {
                            token: Token::Word(value) | Token::Quoted(value),
                            column,
                        }) => zones_named(value, *column)?,
                        _ => continue,
                    };
                    zones = zones.and(named);
                    if zones.is_empty() {
                        return Err(QueryError::new(
                            placed.column,
                            "this `in:` leaves nothing to look in",
                            "name two parts in one field, as in `in:text,notes`",
                        ));
                    }
                }
                _ => {}
            }
        }
        Ok(zones)
    }

    fn part(&mut self, zones: Zones) -> Result<Option<Node>, QueryError> {
        let column = self.column();
        if self.next_is(&Token::Without) {
            let in_zone = matches!(self.peek(), Some(Token::Field(f)) if f == "in");
            if in_zone {
                return Err(QueryError::new(
                    column,
                    "`in:` says where to look and cannot be excluded",
                    "write `-(in:notes word)` to exclude a word there",
                ));
            }
            let part = self.plain_part(zones)?;
            return Ok(part.map(|part| Node::Not(Box::new(part))));
        }
        self.plain_part(zones)
    }

    fn plain_part(&mut self, zones: Zones) -> Result<Option<Node>, QueryError> {
        let column = self.column();
        if self.next_is(&Token::Open) {
            return self.group(column, zones).map(Some);
        }
        let Some(placed) = self.next() else {
            return Err(nothing_to_find(column, false));
        };
        match placed.token {
            Token::Field(name) => self.field(&name, placed.column).map(Some),
            token => self.near(token, column, zones),
        }
    }

    fn group(&mut self, column: usize, zones: Zones) -> Result<Node, QueryError> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(QueryError::new(
                column,
                format!("parentheses are nested more than {DEPTH} deep"),
                "ask in a simpler way",
            ));
        }
        let inner = self.any(zones)?;
        self.depth -= 1;
        let closed = self.next_is(&Token::Close);
        if closed || self.options.unfinished {
            return Ok(inner);
        }
        Err(QueryError::new(
            column,
            "this parenthesis is never closed",
            "close it, or quote it",
        ))
    }

    fn near(
        &mut self,
        first: Token,
        column: usize,
        zones: Zones,
    ) -> Result<Option<Node>, QueryError> {
        let Some(mut node) = self.place(first, column, zones)? else {
            return Ok(None);
        };
        let mut joined = 0;
        while let Some(&Token::Near(distance)) = self.peek() {
            joined += 1;
            if joined > DEPTH {
                return Err(QueryError::new(
                    self.column(),
                    format!("more than {DEPTH} NEAR stand in a row"),
                    "ask in a simpler way",
                ));
            }
            self.at += 1;
            let column = self.column();
            match self.next() {
                Some(placed) => {
                    if let Some(right) = self.place(placed.token, column, zones)? {
                        node = Node::Near(Box::new(node), distance, Box::new(right));
                    }
                }
                None if self.options.unfinished => break,
                None => return Err(needs_places(column)),
            }
        }
        Ok(Some(node))
    }

    /// What has places of its own. `None` for what holds no word, in a query that is still being
    /// typed.
    fn place(
        &mut self,
        token: Token,
        column: usize,
        zones: Zones,
    ) -> Result<Option<Node>, QueryError> {
        let unfinished = self.options.unfinished;
        let last = unfinished && self.peek().is_none();
        let (text, quoted) = match token {
            Token::Word(text) => (text, false),
            Token::Quoted(text) => (text, true),
            Token::Expression(text) => {
                let options = Options {
                    syntax: Syntax::Expression,
                    ..self.options
                };
                let pattern = pattern(&text, options, column)?;
                return Ok(Some(Node::Pattern(pattern, zones)));
            }
            Token::And | Token::Or | Token::Near(_) => return Err(needs_terms(column)),
            _ => return Err(needs_places(column)),
        };
        if !quoted {
            check_stars(&text, column)?;
        }
        let Some(mut phrase) = Phrase::new(&text, self.options.case) else {
            if unfinished {
                return Ok(None);
            }
            return Err(QueryError::new(
                column,
                format!("there is no letter or digit in `{text}`"),
                "use -F to look for signs, or /…/",
            ));
        };
        if let Some(term) = phrase.words.last_mut()
            && last
            && text.ends_with(char::is_alphanumeric)
        {
            term.prefix = true;
        }
        Ok(Some(Node::Words(phrase, zones)))
    }

    fn field(&mut self, name: &str, column: usize) -> Result<Node, QueryError> {
        let Some(Placed {
            token: Token::Word(value) | Token::Quoted(value),
            column: at,
        }) = self.next()
        else {
            return Err(QueryError::new(
                column,
                format!("`{name}:` needs a word or a phrase after it"),
                "write it right after the colon",
            ));
        };
        let kind = match name {
            "kind" => FilterKind::Kind(kind_named(&value, at)?),
            "source" => FilterKind::Source(Glob::new(&value)),
            "tag" => FilterKind::Tag(Glob::new(&value)),
            "article" => FilterKind::Article(Glob::new(&value)),
            "author" | "speaker" => {
                let phrase = Phrase::new(&value, Case::Ignore).ok_or_else(|| {
                    QueryError::new(at, "a name needs a letter", "write `author:reed`")
                })?;
                if name == "author" {
                    FilterKind::Author(phrase)
                } else {
                    FilterKind::Speaker(phrase)
                }
            }
            "section" => FilterKind::Section(value.parse().map_err(|()| {
                QueryError::new(
                    at,
                    format!("`{value}` is no section's number"),
                    "write `section:2`, `section:2.1`, or `section:0` for the opening",
                )
            })?),
            _ => return Err(unknown_field(name, column)),
        };
        Ok(Node::Filter(Filter { kind }))
    }
}

fn joined(mut parts: Vec<Node>, join: fn(Vec<Node>) -> Node) -> Node {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            join(parts)
        }
        None => join(parts),
    }
}

pub(super) fn nothing_to_find(column: usize, excludes: bool) -> QueryError {
    if excludes {
        return QueryError::new(
            column,
            "this only says what must not be there",
            "add a word that must be there",
        );
    }
    QueryError::new(
        column,
        "there is nothing to look for here",
        "write a word, a \"phrase\" or an /expression/",
    )
}

fn needs_terms(column: usize) -> QueryError {
    QueryError::new(
        column,
        "AND, OR and NEAR stand between two terms",
        "quote the word to look for it as it is",
    )
}

fn needs_places(column: usize) -> QueryError {
    QueryError::new(
        column,
        "NEAR stands between two words, phrases or expressions",
        "write `bread NEAR/8 peace`",
    )
}

fn unknown_field(name: &str, column: usize) -> QueryError {
    let help = match nearest(name, FIELDS) {
        Some(near) => format!("did you mean `{near}:`? Quote the word to look for it as it is"),
        None => format!(
            "the fields are {}; quote the word to look for it as it is",
            FIELDS.map(|f| format!("{f}:")).join(" ")
        ),
    };
    QueryError::new(column, format!("there is no field `{name}:`"), help)
}

/// A `*` may only end a word.
fn check_stars(text: &str, column: usize) -> Result<(), QueryError> {
    let mut before = None;
    let mut chars = text.chars().enumerate().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map(|&(_, c)| c);
        let ends_word = before.is_some_and(char::is_alphanumeric)
            && !after.is_some_and(|c| c.is_alphanumeric() || c == '*');
        if c == '*' && !ends_word {
            return Err(QueryError::new(
                column + at,
                "a `*` stands at the end of a word",
                "write `revol*`, or an expression such as /\\w*tion/",
            ));
        }
        before = Some(c);
    }
    Ok(())
}

fn zones_named(value: &str, column: usize) -> Result<Zones, QueryError> {
    let mut zones = Zones::NONE;
    for name in value.split(',') {
        let zone = Zone::ALL.into_iter().find(|z| z.as_str() == name);
        let Some(zone) = zone else {
            return Err(QueryError::new(
                column,
                format!("`{name}` is no part of a passage"),
                "the parts are text, headings, notes and sources",
            ));
        };
        zones = zones.with(zone);
    }
    Ok(zones)
}

fn kind_named(value: &str, column: usize) -> Result<String, QueryError> {
    let known = crate::search::passage::KINDS;
    if known.contains(&value) {
        return Ok(value.to_owned());
    }
    Err(QueryError::new(
        column,
        format!("there is no kind `{value}`"),
        match nearest(value, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the kinds are {}", known.join(", ")),
        },
    ))
}

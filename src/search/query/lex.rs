//! The query as tokens, each with its column.
//!
//! A token is read from the characters alone: what a field or an operator means is the parser's.

use super::QueryError;

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// `(`
    Open,
    /// `)`
    Close,
    /// `-` before a term: what must not be there.
    Without,
    /// `OR`
    Or,
    /// `AND`, which may be left out.
    And,
    /// `NEAR/8`: at most so many words on.
    Near(u32),
    /// `name:`, the value being the next token.
    Field(String),
    /// A word, with anything that is written together with it.
    Word(String),
    /// What stands between quotation marks.
    Quoted(String),
    /// What stands between slashes, with the letters after the second.
    Expression(String),
}

/// A token and where it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) token: Token,
    /// Column in characters, from 1.
    pub(super) column: usize,
}

/// The distance of a bare `NEAR`.
const NEAR: u32 = 10;

struct Lexer {
    chars: Vec<char>,
    at: usize,
    /// Whether what is not closed is closed at the end.
    lenient: bool,
}

/// The tokens of a query; `lenient` for one that is still being typed.
pub(super) fn tokens(text: &str, lenient: bool) -> Result<Vec<Placed>, QueryError> {
    let mut lexer = Lexer {
        chars: text.chars().collect(),
        at: 0,
        lenient,
    };
    let mut tokens: Vec<Placed> = Vec::new();
    loop {
        // The value of a field stands right after the colon.
        let after_field = matches!(
            tokens.last(),
            Some(Placed {
                token: Token::Field(_),
                ..
            })
        );
        let space = lexer.skip_space();
        let Some(c) = lexer.peek(0) else { break };
        let column = lexer.at + 1;
        if after_field && (space || matches!(c, '(' | ')')) {
            return Err(value_missing(column - 1));
        }
        let token = lexer.token(c, after_field)?;
        tokens.push(Placed { token, column });
    }
    if let Some(Placed {
        token: Token::Field(_),
        ..
    }) = tokens.last()
    {
        if !lenient {
            return Err(value_missing(lexer.at));
        }
        tokens.pop();
    }
    Ok(tokens)
}

fn value_missing(column: usize) -> QueryError {
    QueryError::new(
        column,
        "a field needs its value right after the colon",
        "write `source:reed*`, or quote the word to look for it as it is",
    )
}

impl Lexer {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn skip_space(&mut self) -> bool {
        let from = self.at;
        while self.peek(0).is_some_and(char::is_whitespace) {
            self.at += 1;
        }
        self.at > from
    }

    fn token(&mut self, c: char, after_field: bool) -> Result<Token, QueryError> {
        match c {
            '(' if !after_field => {
                self.at += 1;
                Ok(Token::Open)
            }
            ')' => {
                self.at += 1;
                Ok(Token::Close)
            }
            '-' if !after_field && self.negates() => {
                self.at += 1;
                Ok(Token::Without)
            }
            '"' | '“' | '”' | '„' => self.quoted(),
            '/' if !after_field => self.expression(),
            _ => Ok(self.word(after_field)),
        }
    }

    /// A `-` excludes when something that can be excluded follows it at once.
    fn negates(&self) -> bool {
        self.peek(1)
            .is_some_and(|c| c.is_alphanumeric() || "\"“”„(/".contains(c))
    }

    fn quoted(&mut self) -> Result<Token, QueryError> {
        let from = self.at;
        self.at += 1;
        let mut text = String::new();
        while let Some(c) = self.peek(0) {
            self.at += 1;
            if matches!(c, '"' | '“' | '”' | '„') {
                return Ok(Token::Quoted(text));
            }
            text.push(c);
        }
        if self.lenient {
            return Ok(Token::Quoted(text));
        }
        Err(QueryError::new(
            from + 1,
            "this quotation mark is never closed",
            "close it, or use -F to look for the mark itself",
        ))
    }

    fn expression(&mut self) -> Result<Token, QueryError> {
        let from = self.at;
        self.at += 1;
        let mut text = String::new();
        while let Some(c) = self.peek(0) {
            self.at += 1;
            match (c, self.peek(0)) {
                ('/', next) => {
                    if next.is_none_or(|n| n.is_whitespace() || n == ')') {
                        return Ok(Token::Expression(text));
                    }
                    return Err(QueryError::new(
                        self.at + 1,
                        "an expression ends with its second slash",
                        "write a slash within it as `\\/`, or quote what is no expression",
                    ));
                }
                ('\\', Some('/')) => {
                    self.at += 1;
                    text.push('/');
                }
                ('\\', Some(next)) => {
                    self.at += 1;
                    text.push('\\');
                    text.push(next);
                }
                _ => text.push(c),
            }
        }
        if self.lenient {
            return Ok(Token::Expression(text));
        }
        Err(QueryError::new(
            from + 1,
            "this expression is never closed",
            "close it with a slash, or quote the slash",
        ))
    }

    /// A word runs to white space, a parenthesis or a quotation mark; a colon after letters makes
    /// it a field.
    fn word(&mut self, after_field: bool) -> Token {
        let mut text = String::new();
        while let Some(c) = self.peek(0) {
            if c.is_whitespace() || matches!(c, '(' | ')' | '"' | '“' | '”' | '„') {
                break;
            }
            self.at += 1;
            if c == ':'
                && !after_field
                && !text.is_empty()
                && text.chars().all(|c| c.is_ascii_lowercase())
            {
                return Token::Field(text);
            }
            text.push(c);
        }
        if after_field {
            return Token::Word(text);
        }
        match text.as_str() {
            "OR" => Token::Or,
            "AND" => Token::And,
            "NEAR" => Token::Near(NEAR),
            _ => match text.strip_prefix("NEAR/").map(str::parse) {
                Some(Ok(distance)) => Token::Near(distance),
                _ => Token::Word(text),
            },
        }
    }
}

//! Colors for code: comments, strings, numbers, keywords, types, and the like.
//!
//! Libraries for this task include grammars for hundreds of languages, and take longer to compile than the
//! rest of the page. The codelab has a handful of languages with similar syntax.

use pulldown_cmark_escape::escape_html;

/// The keywords and delimiters of a language.
struct Language {
    /// The beginning of a comment that ends with its line.
    comment: &'static str,
    /// The quotation marks around strings.
    quotes: &'static [char],
    /// The words that the language reserves, and names of basic types.
    keywords: &'static [&'static str],
}

const RUST: Language = Language {
    comment: "//",
    quotes: &['"'],
    keywords: &[
        "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum",
        "false", "fn", "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut",
        "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true", "type",
        "use", "where", "while",
    ],
};

const PROTO: Language = Language {
    comment: "//",
    quotes: &['"'],
    keywords: &[
        "enum", "import", "map", "message", "oneof", "option", "optional", "package", "repeated",
        "reserved", "returns", "rpc", "service", "stream", "syntax", "bool", "bytes", "double",
        "float", "int32", "int64", "sint32", "string", "uint32", "uint64",
    ],
};

const JAVASCRIPT: Language = Language {
    comment: "//",
    quotes: &['"', '\'', '`'],
    keywords: &[
        "async",
        "await",
        "break",
        "case",
        "catch",
        "class",
        "const",
        "continue",
        "else",
        "export",
        "false",
        "finally",
        "for",
        "from",
        "function",
        "if",
        "import",
        "in",
        "let",
        "new",
        "null",
        "of",
        "return",
        "switch",
        "this",
        "throw",
        "true",
        "try",
        "typeof",
        "undefined",
        "while",
        "yield",
    ],
};

const TOML: Language = Language {
    comment: "#",
    quotes: &['"', '\''],
    keywords: &["false", "true"],
};

const JSON: Language = Language {
    comment: "//",
    quotes: &['"'],
    keywords: &["false", "null", "true"],
};

/// Code as HTML, with a `span` around each part that has a color. Code in an unknown language has none.
pub fn highlight(language: &str, code: &str) -> String {
    let language = match language {
        "rust" => &RUST,
        "proto" => &PROTO,
        "js" | "javascript" => &JAVASCRIPT,
        "toml" => &TOML,
        "json" => &JSON,
        "console" => return console(code),
        _ => return escaped(code),
    };
    let mut html = String::new();
    let mut rest = code;
    while !rest.is_empty() {
        let (class, length) = next(language, rest);
        let (token, after) = rest.split_at(length);
        span(&mut html, class, token);
        rest = after;
    }
    html
}

/// Commands and their output. The prompt cannot be selected, so it is not copied with the command.
fn console(text: &str) -> String {
    let mut html = String::new();
    for line in text.split_inclusive('\n') {
        match line.strip_prefix("$ ") {
            Some(command) => {
                span(&mut html, "prompt", "$ ");
                span(&mut html, "command", command.trim_end());
                html.push('\n');
            }
            None => html.push_str(&escaped(line)),
        }
    }
    html
}

/// The class of the token at the beginning of a text, and the token's length in bytes, at least 1.
fn next(language: &Language, text: &str) -> (&'static str, usize) {
    let first = text.chars().next().unwrap_or_default();
    let line = text.find('\n').unwrap_or(text.len());
    if text.starts_with(language.comment) {
        return ("comment", line);
    }
    if text.starts_with("#[") || text.starts_with("#![") {
        return ("attribute", text.find(']').map_or(line, |end| end + 1));
    }
    if language.quotes.contains(&first) {
        return ("string", string(text, first));
    }
    if first == '\'' {
        return quoted(text);
    }
    let word = text
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(text.len());
    match word {
        0 => ("", first.len_utf8()),
        _ if first.is_ascii_digit() => ("number", word),
        _ => (class(language, &text[..word], &text[word..]), word),
    }
}

/// The class of a word, given the text after it.
fn class(language: &Language, word: &str, after: &str) -> &'static str {
    if language.keywords.contains(&word) {
        "keyword"
    } else if after.starts_with('!') && !after.starts_with("!=") {
        "macro"
    } else if word.starts_with(char::is_uppercase) {
        "type"
    } else if after.starts_with('(') {
        "function"
    } else {
        ""
    }
}

/// The length of a string with its quotes. A string that does not end takes the rest of the text.
fn string(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + quote.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

/// A character such as `'a'`, or a lifetime such as `'a`.
fn quoted(text: &str) -> (&'static str, usize) {
    let mut chars = text.char_indices().skip(1);
    let is_escape = matches!(chars.next(), Some((_, '\\')));
    let end = match is_escape {
        true => text[2..].find('\'').map(|at| at + 2),
        false => chars.next().filter(|(_, c)| *c == '\'').map(|(at, _)| at),
    };
    match end {
        Some(end) => ("string", end + 1),
        None => ("", 1),
    }
}

fn span(html: &mut String, class: &str, text: &str) {
    match class {
        "" => html.push_str(&escaped(text)),
        _ => html.push_str(&format!("<span class=\"{class}\">{}</span>", escaped(text))),
    }
}

/// Escapes the characters of a text that have a meaning in HTML.
pub fn escaped(text: &str) -> String {
    let mut html = String::new();
    let _ = escape_html(&mut html, text); // writing to a string cannot fail
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The HTML with brackets instead of spans: `[class text]`.
    fn short(language: &str, code: &str) -> String {
        let html = highlight(language, code);
        html.replace("<span class=\"", "[")
            .replace("\">", " ")
            .replace("</span>", "]")
            .replace("&#39;", "'")
    }

    #[test]
    fn rust_has_colors() {
        for (code, expected) in [
            (
                "let x = 1; // one",
                "[keyword let] x = [number 1]; [comment // one]",
            ),
            (
                "a(\"b\\\"c\")",
                "[function a]([string &quot;b\\&quot;c&quot;])",
            ),
            ("todo!(\"x\")", "[macro todo]!([string &quot;x&quot;])"),
            ("a != b", "a != b"),
            (
                "#[tokio::main]\nfn",
                "[attribute #[tokio::main]]\n[keyword fn]",
            ),
            (
                "&'a str, 'b', '\\n'",
                "&amp;'a str, [string 'b'], [string '\\n']",
            ),
            ("Vec<é>", "[type Vec]&lt;é&gt;"),
        ] {
            assert_eq!(short("rust", code), expected, "{code}");
        }
    }

    #[test]
    fn commands_and_their_output_are_told_apart() {
        assert_eq!(
            short("console", "$ a <b>\n<c>\n"),
            "[prompt $ ][command a &lt;b&gt;]\n&lt;c&gt;\n"
        );
    }

    #[test]
    fn no_text_is_lost() {
        for code in [
            "\"",
            "'",
            "'\\",
            "#[",
            "é'é",
            "\\",
            "`a",
            "1_000u8.x",
            "# \n",
        ] {
            for language in ["rust", "proto", "js", "toml", "json", "text"] {
                let html = highlight(language, code);
                let text = html
                    .split('<')
                    .map(|part| part.split_once('>').map_or(part, |(_, text)| text))
                    .collect::<String>();
                let text = text.replace("&quot;", "\"").replace("&#39;", "'");
                assert_eq!(text, code, "{language}");
            }
        }
    }
}

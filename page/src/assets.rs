//! The files that belong to the pages: the style, the script, and the icon.

/// The media type of scripts.
pub const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// The files that every page needs: the name, the media type, and the content.
pub const FILES: [(&str, &str, &str); 2] = [
    (
        "page.css",
        "text/css; charset=utf-8",
        include_str!("../assets/page.css"),
    ),
    (
        "icon.svg",
        "image/svg+xml",
        include_str!("../assets/icon.svg"),
    ),
];

/// The scripts of a page that shows a learner's progress.
const SCRIPTS: [(&str, &str, &str); 2] = [
    ("page.js", JAVASCRIPT, include_str!("../assets/page.js")),
    ("map.js", JAVASCRIPT, include_str!("../assets/map.js")),
];

/// The media type and the content of a file.
pub fn find(name: &str) -> Option<(&'static str, &'static str)> {
    let mut files = FILES.iter().chain(&SCRIPTS);
    let (_, kind, content) = files.find(|(own, ..)| *own == name)?;
    Some((kind, content))
}

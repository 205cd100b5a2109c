//! The static website.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use codelab::text::lesson::Step;
use page::{
    html::Pages,
    pen::{BROWSER, PENS},
    site,
};
use pulldown_cmark::{Event, Options, Parser};

fn pages() -> Pages {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    Pages::open(&root).expect("the codelab")
}

/// All pages by their path.
fn html() -> BTreeMap<String, String> {
    let pages = pages();
    let paths = pages.paths().into_iter();
    paths
        .map(|path| {
            let page = pages.page(&path, None).expect("a page").expect("a page");
            (path, page)
        })
        .collect()
}

/// The values of an attribute.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    let parts = html.split(&start).skip(1);
    parts
        .filter_map(|part| Some(part.split_once('"')?.0))
        .collect()
}

#[test]
fn every_link_leads_to_a_page_or_a_heading_that_is_there() {
    let pages = html();
    let own: BTreeSet<&str> = ["page.css", "icon.svg"].into();
    for (path, page) in &pages {
        for link in values(page, "href") {
            if link.contains("://") {
                continue;
            }
            let (target, anchor) = link.split_once('#').unwrap_or((link, ""));
            let folder = Path::new(path).parent().expect("a folder");
            let target = match target {
                "" => path.clone(),
                target => normal(&folder.join(target)),
            };
            if own.contains(target.as_str()) {
                continue;
            }
            let target = pages.get(&target);
            let target =
                target.unwrap_or_else(|| panic!("{path} links to {link}, which is no page"));
            let has_anchor = anchor.is_empty() || values(target, "id").contains(&anchor);
            assert!(
                has_anchor,
                "{path} links to {link}, but the page has no such heading"
            );
        }
    }
}

/// The text of a page, without its markup.
fn text(html: &str) -> String {
    let parts = html
        .split('<')
        .map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    let text = parts.collect::<String>();
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#39;", "'");
    text.replace("&quot;", "\"").replace("&amp;", "&")
}

/// A path without `..`, with `/` between its parts.
fn normal(path: &Path) -> String {
    let mut parts = Vec::new();
    for part in path.components() {
        match part.as_os_str().to_str().expect("text") {
            ".." => drop(parts.pop()),
            part => parts.push(part.to_string()),
        }
    }
    parts.join("/")
}

#[test]
fn every_step_has_all_of_its_code_and_ids_are_unique() {
    let pages = pages();
    for step in &pages.context.codelab.lesson.steps {
        let path = format!("step-{}.html", step.number);
        let page = pages.page(&path, None).expect("a page").expect("a page");
        let text = text(&page);
        for block in &step.blocks {
            assert!(text.contains(&block.text), "{path}: {}", block.text);
        }
        let ids = values(&page, "id");
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{path}");
    }
}

#[test]
fn every_paragraph_of_the_text_is_on_a_page() {
    let text = include_str!("../../CODELAB.md");
    let pages = html().into_values().collect::<String>();
    let mut count = 0;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        if let Event::Text(text) = event
            && !text.starts_with("Duration: ")
            && text.len() > 20
            && text
                .chars()
                .all(|c| c.is_alphanumeric() || " .,-".contains(c))
        {
            count += 1;
            assert!(pages.contains(text.as_ref()), "{text}");
        }
    }
    assert!(count > 500, "{count} texts were compared");
}

#[test]
fn the_map_is_drawn_with_the_commands_of_the_steps() {
    let pages = pages();
    for pen in PENS {
        let command = format!("--bin client -- {}", pen.arguments[0]);
        let mut steps = pages.context.codelab.lesson.steps.iter();
        let first = steps.find(|step| {
            step.blocks
                .iter()
                .any(|block| block.text.contains(&command))
        });
        assert_eq!(first.map(|step| step.number), Some(pen.step), "{command}");
    }
    let with_web = |step: &&Step| {
        step.blocks
            .iter()
            .any(|block| block.text.contains("--bin server -- --web"))
    };
    let first = pages.context.codelab.lesson.steps.iter().find(with_web);
    assert_eq!(first.map(|step| step.number), Some(BROWSER));
}

#[test]
fn every_page_has_one_title() {
    for (path, page) in html() {
        assert_eq!(page.matches("<h1").count(), 1, "{path}");
    }
}

#[test]
fn the_site_works_without_scripts_and_state() {
    for (path, page) in html() {
        for word in ["<script", "data-text", "class=\"side\""] {
            assert!(!page.contains(word), "{path} has {word}");
        }
    }
}

#[test]
fn the_files_are_written_into_a_new_folder() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("site/new");
    let _ = std::fs::remove_dir_all(&folder);
    let pages = pages();
    let count = site::write(&pages, &folder).expect("a site");
    assert_eq!(count, pages.paths().len());
    for file in ["index.html", "page.css", "files/data/README.md.html"] {
        assert!(folder.join(file).is_file(), "{file}");
    }
    assert!(
        site::write(&pages, &folder.join("index.html")).is_err(),
        "a file is no folder"
    );
}

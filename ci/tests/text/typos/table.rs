//! Typos, and a part of the message that each leads to.

/// Words of the text, their replacement, and a part of the message. The message names the line of
/// the words, or the first line of their block.
pub const TYPOS: [(&str, &str, &str); 16] = [
    (
        "```console\n$ cargo test --test codelab step_04\n",
        "```rust fill=src/service.rs\nlet stray = 1;\n```\n\n```console\n$ cargo test\n",
        "the paragraph right before this block must begin with **Write:**",
    ),
    (
        "```rust fill=src/database.rs",
        "```rust fill=src/datebase.rs",
        "but the block is about src/datebase.rs",
    ),
    ("```rust fill=src/database.rs", "```rust", "is not one of"),
    ("```rust fill=src/database.rs", "```", "is not one of"),
    (
        "```rust fill=src/database.rs",
        "```rust fil=src/x.rs",
        "is not one of",
    ),
    (
        "```rust fill=src/database.rs",
        "```console backgroud",
        "is not one of",
    ),
    (
        "The snippets in this text start",
        "    cargo codelab\n\nThe snippets start",
        "is not one of",
    ),
    (
        "```console\n$ cd start_here",
        "```console\ncd start_here",
        "begins with a command",
    ),
    (
        "```rust excerpt=build.rs\n    let descriptors",
        "```rust excerpt=build.rs\n    let x",
        "are not in build.rs",
    ),
    (
        "```rust excerpt=build.rs",
        "```rust excerpt=bild.rs",
        "cannot read bild.rs",
    ),
    (
        "Before two programs can communicate",
        "[Before](protos/rute_guide.proto)",
        "leads nowhere",
    ),
    (
        "Before two programs can communicate",
        "[Before](#no-such-heading)",
        "leads nowhere",
    ),
    (
        "## 5. Start the server",
        "## 6. Start the server",
        "begin it with \"5. \"",
    ),
    (
        "## 5. Start the server",
        "## Start the server",
        "begin it with \"5. \"",
    ),
    (
        "## 5. Start the server\n",
        "## 5. Start the server\n\nWell.\n",
        "right below its heading",
    ),
    ("Duration: 5", "Duration: five", "whole number of minutes"),
];

/// The same, for typos that are reported at another line.
pub const TYPOS_ELSEWHERE: [(&str, &str, &str); 15] = [
    (
        "in `src/database.rs`, replace `todo!(\"step 3",
        "in `src/service.rs`, replace `todo!(\"step 3",
        "is about src/service.rs",
    ),
    (
        "`todo!(\"step 3: build",
        "`todo!(\"step 4: build",
        "names step 4, but is in step 3",
    ),
    (
        "`todo!(\"step 3: build",
        "`todo!(\"step 3: make",
        "is not in src/database.rs",
    ),
    (
        "**Write:** in `src/database.rs`",
        "**Type:** in `src/database.rs`",
        "begin with **Write:**",
    ),
    (
        "Feature {\n    name: record.name",
        "Feature {\n    name:  record.name",
        "src/database.rs:",
    ),
    (
        "```proto excerpt=protos/route_guide.proto\nsyntax",
        "```text\nsyntax",
        "are not the whole file",
    ),
    (
        "## 3. ",
        "## 3. A title and no time\n\n## 4. ",
        "has no paragraph \"Duration:",
    ),
    ("id: getting", "name: getting", "no metadata"),
    ("categories: ", "level: ", "no metadata"),
    (
        "You need to know Rust up to",
        "- [ ] You need to know Rust up to",
        "tasks",
    ),
    (
        "You need to know Rust up to",
        "Environment: You need to know Rust up to",
        "setting",
    ),
    (
        "You need to know Rust up to",
        "<details>\n\nYou need to know Rust up to",
        "only HTML",
    ),
    (
        "<aside class=\"positive\">\n",
        "<aside class=\"positive\">",
        "blank line",
    ),
    (
        "<aside class=\"positive\">",
        "<aside class=\"important\">",
        "only HTML",
    ),
    ("</aside>", "", "in turn"),
];

//! The table of types in step 2 of CODELAB.md: each type of Protocol Buffers becomes the Rust type
//! that the table names.

use std::fs;

use ci::repository;

/// A field of each type, and the Rust type that the table gives for it.
const FIELDS: [(&str, &str); 18] = [
    ("int32", "i32"),
    ("sint32", "i32"),
    ("sfixed32", "i32"),
    ("string", "String"),
    ("Point", "Option<Point>"),
    ("int64", "i64"),
    ("uint32", "u32"),
    ("uint64", "u64"),
    ("double", "f64"),
    ("float", "f32"),
    ("bool", "bool"),
    ("bytes", "Vec<u8>"),
    ("optional int32", "Option<i32>"),
    ("repeated Point", "Vec<Point>"),
    ("map<string, int32>", "HashMap<String, i32>"),
    ("Color", "i32"),
    ("kind", "Option<shape::Kind>"),
    ("google.protobuf.Timestamp", "prost_types::Timestamp"),
];

#[test]
fn each_type_becomes_the_rust_type_of_the_table() {
    let generated = generated();
    let text = fs::read_to_string(repository().join("CODELAB.md")).expect("CODELAB.md");
    for (number, (proto, rust)) in FIELDS.iter().enumerate() {
        let field = match *proto {
            "kind" => "pub kind: ".to_string(),
            _ => format!("pub field_{number}: "),
        };
        let line = generated.lines().find(|line| line.contains(&field));
        let line = line.unwrap_or_else(|| panic!("no field for {proto}: {generated}"));
        assert!(line.contains(rust), "{proto} should be {rust}: {line}");
        let is_row = |line: &&str| line.starts_with('|') && line.contains(&format!("`{proto}`"));
        let row = text.lines().find(is_row);
        let row = row.unwrap_or_else(|| panic!("CODELAB.md has no row for {proto}"));
        assert!(
            row.contains(&format!("`{rust}`")),
            "CODELAB.md should say that {proto} is {rust}: {row}"
        );
    }
}

/// The generated messages, with the paths of the standard types left out.
fn generated() -> String {
    let fields = FIELDS.iter().enumerate().map(|(number, (proto, _))| {
        let tag = number + 1;
        match *proto {
            "kind" => format!("oneof kind {{ int32 a = {tag}; string b = 100; }}"),
            _ => format!("{proto} field_{number} = {tag};"),
        }
    });
    let contract = format!(
        "syntax = \"proto3\";\npackage types;\nimport \"google/protobuf/timestamp.proto\";\n\
         message Point {{}}\nenum Color {{ RED = 0; }}\nmessage Shape {{ {} }}\n",
        fields.collect::<Vec<_>>().join("\n")
    );
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("types");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join("types.proto"), contract).expect("a contract");
    let descriptors = protox::compile(["types.proto"], [&folder]).expect("the contract is valid");
    tonic_prost_build::configure()
        .out_dir(&folder)
        .compile_fds(descriptors)
        .expect("the code can be generated");
    let generated = fs::read_to_string(folder.join("types.rs")).expect("the generated code");
    [
        "::core::option::",
        "::prost::alloc::string::",
        "::prost::alloc::vec::",
        "::std::collections::",
    ]
    .iter()
    .fold(generated, |text, path| text.replace(path, ""))
}

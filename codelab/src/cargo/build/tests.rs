use super::*;

fn own(log: &str) -> Vec<String> {
    let lines: Vec<String> = log.lines().map(String::from).collect();
    own_errors(&lines)
}

#[test]
fn only_a_line_that_begins_with_error_is_one() {
    let log = "   Compiling thiserror-impl v2.0.21\n   Compiling a (/home/terror/a)\n\
               error: no matching package named `x` found\nlocation: here\n\n";
    assert_eq!(
        own(log),
        [
            "error: no matching package named `x` found",
            "location: here"
        ]
    );
}

#[test]
fn the_error_of_a_build_script_comes_without_the_package() {
    let log = "   Compiling start_here v0.1.0\nerror: start_here@0.1.0: protos/a.proto:1: bad\n\
               error: build script logged errors\n";
    assert_eq!(own(log), ["error: protos/a.proto:1: bad"]);
}

#[test]
fn an_error_in_a_dependency_is_kept_and_a_line_that_is_not_json_does_no_harm() {
    let message = |package: &str, text: &str| {
        serde_json::json!({
            "reason": "compiler-message",
            "package_id": package,
            "message": { "level": "error", "message": text, "rendered": text, "spans": [], "children": [] },
        })
    };
    let own = message("path+file:///codelab/start_here#0.1.0", "mine");
    let other = message(
        "registry+https://github.com/rust-lang/crates.io-index#a@1.0.0",
        "theirs",
    );
    let output = format!("a wrapper was here\n{own}\n{other}\n");
    let messages = Messages::read(output.as_bytes(), Path::new("/codelab/start_here"));
    let messages = messages.expect("the output can be read");
    let errors: Vec<&str> = messages
        .errors
        .iter()
        .map(|error| error.message.as_str())
        .collect();
    assert_eq!(errors, ["mine"]);
    assert_eq!(messages.elsewhere, ["theirs"]);
}

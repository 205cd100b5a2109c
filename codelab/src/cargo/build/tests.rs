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

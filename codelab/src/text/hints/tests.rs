use super::*;

#[test]
fn every_kind_of_entry_is_read() {
    let hints = Hints::parse(
        "[[part]]\nfirst = 1\ntitle = \"one\"\n\
         [[errors]]\nfirst = 2\nstep = 8\nheading = \"When\"\n\
         [[slip]]\nsteps = [5, 6]\ncode = \"E0277\"\nmessage = \"Service<\"\nfix = \"Wrap it.\"\n\
         [[hint]]\nstep = 6\nslot = 2\ntitle = \"T\"\ntext = \"H\\n\"\n\
         [[hint]]\nstep = 7\ntitle = \"T\"\ntext = \"H\"\n",
    )
    .expect("it is complete");
    assert_eq!(hints.parts[0].title, "one");
    assert_eq!((hints.errors[0].first, hints.errors[0].step), (2, 8));
    assert_eq!(hints.slips[0].steps, [5, 6]);
    assert_eq!(hints.slips[0].code.as_deref(), Some("E0277"));
    assert_eq!((hints.hints[0].slot, hints.hints[1].slot), (2, 1));
    assert_eq!(hints.of_step(6)[0].text, "H");
}

#[test]
fn an_incomplete_entry_is_named() {
    let error = Hints::parse("[[hint]]\nstep = 1\ntitle = \"T\"\ntext = \"\"\n");
    let error = error.expect_err("the text is empty").to_string();
    assert_eq!(error, "codelab/hints.toml: [[hint]] number 1 is incomplete");
}

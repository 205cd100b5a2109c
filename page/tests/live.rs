//! The pages as a learner with this progress sees them.

use std::path::Path;

use page::{
    html::{Live, Pages},
    map::{Map, Server},
    state::{SlotView, State, StepView},
};

fn pages() -> Pages {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    Pages::open(&root).expect("the codelab")
}

/// A learner who has done the steps before step 5, and has a slot in this state there.
fn live(slot: SlotView) -> Live {
    let done = StepView {
        is_done: true,
        ..StepView::default()
    };
    let current = StepView {
        passed: 1,
        tests: 4,
        slots: vec![slot],
        ..StepView::default()
    };
    let mut steps = vec![done; 4];
    steps.push(current);
    steps.resize(
        pages().context.codelab.lesson.steps.len(),
        StepView::default(),
    );
    Live {
        state: State {
            steps,
            current: Some(5),
            is_green: true,
            is_tested: true,
            message: "expected <Feature> & more".to_string(),
            ..State::default()
        },
        ..Live::default()
    }
}

fn shown(path: &str, live: &Live) -> String {
    let page = pages().page(path, Some(live)).expect("a page");
    page.expect("a page")
}

#[test]
fn the_list_of_steps_has_ticks_and_counts() {
    let page = shown("step-5.html", &live(SlotView::default()));
    assert_eq!(
        page.matches("<span class=\"done\">✓").count(),
        5,
        "four steps, and the slot"
    );
    assert!(page.contains("<span class=\"tests\">1/4"), "{page}");
    assert!(page.contains("Step 5 is next"), "{page}");
}

#[test]
fn a_slot_says_whether_it_is_written() {
    let slot = |open_at, passed| SlotView {
        open_at,
        passed,
        tests: 4,
    };
    for (slot, expected) in [
        (slot(Some(12), 0), "not written yet, line 12"),
        (slot(None, 4), "✓ 4 of 4 tests pass"),
        (slot(None, 1), "✗ 1 of 4 tests pass"),
    ] {
        let page = shown("step-5.html", &live(slot));
        assert!(page.contains(expected), "{expected}: {page}");
    }
}

#[test]
fn results_that_are_not_those_of_the_code_say_so() {
    let written = SlotView {
        open_at: None,
        passed: 4,
        tests: 4,
    };
    let mut live = live(written);
    live.state.is_tested = false;
    let page = shown("step-5.html", &live);
    for expected in [
        "written, not tested yet",
        "These results are from an earlier version",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    assert!(!page.contains("tests pass"), "{page}");
}

#[test]
fn a_learner_who_has_begun_continues() {
    let mut live = live(SlotView::default());
    for (current, expected) in [
        (Some(3), "Begin with step 1"),
        (Some(5), "Continue with step 5"),
        (None, "Begin with step 1"),
    ] {
        live.state.current = current;
        let page = shown("index.html", &live);
        assert!(page.contains(expected), "{expected}: {page}");
    }
}

#[test]
fn the_message_is_text_and_not_markup() {
    let page = shown("step-5.html", &live(SlotView::default()));
    assert!(
        page.contains("expected &lt;Feature&gt; &amp; more"),
        "{page}"
    );
}

#[test]
fn a_project_that_fails_is_red_and_one_that_is_checked_is_neither() {
    let mut live = live(SlotView::default());
    live.state.is_green = false;
    assert!(shown("index.html", &live).contains("Look at step 5"));
    assert!(!shown("index.html", &live).contains("class=\"old\""));
    live.state.is_checking = true;
    for expected in ["Checking your code", "class=\"old\""] {
        assert!(shown("index.html", &live).contains(expected), "{expected}");
    }
}

#[test]
fn a_project_that_cannot_be_checked_is_not_done() {
    let live = Live {
        state: State::failed("a file is missing", &State::default()),
        ..Live::default()
    };
    let page = shown("index.html", &live);
    assert!(page.contains("Look at your code"), "{page}");
    assert!(page.contains("error: a file is missing"), "{page}");
}

#[test]
fn a_mistake_in_the_text_is_shown_beside_the_last_text_without() {
    let mut live = live(SlotView::default());
    live.state.mistake = Some("CODELAB.md:7: a <typo>".to_string());
    let page = shown("step-5.html", &live);
    assert!(page.contains("CODELAB.md:7: a &lt;typo&gt;"), "{page}");
}

#[test]
fn the_map_is_on_the_pages_of_the_steps_that_draw_it() {
    let mut live = live(SlotView::default());
    live.map = Map {
        server: Server::Down,
        url: "http://127.0.0.1:1".to_string(),
        ..Map::default()
    };
    for (path, expected) in [
        ("step-6.html", false),
        ("step-7.html", true),
        ("map.html", true),
        ("index.html", true),
    ] {
        let page = shown(path, &live);
        assert_eq!(page.contains("<svg"), expected, "{path}");
        assert_eq!(page.contains("not running at"), expected, "{path}");
    }
    let without = pages().page("map.html", None).expect("a page");
    assert!(without.is_none(), "a website has no map");
}

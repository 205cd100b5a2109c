//! Merges wrong solutions into one project, which is compiled only once. Each function that they change
//! gets all versions of its body. At run time, the name of the program selects one.

use std::{collections::BTreeMap, mem};

use codelab::text::project::Project;
use quote::{ToTokens, quote};
use syn::{
    Block, File, ImplItemFn, ItemFn, ReturnType, Signature, parse_quote, visit_mut::VisitMut,
};

/// The wrong bodies for the functions of a file. The key is the index of the function among those that
/// [`Functions`] visits. Each body comes with the index of its wrong solution.
type Bodies = BTreeMap<usize, Vec<(usize, Block)>>;

/// Merges as many of the wrong solutions as possible into one project. Returns the project, and the indices
/// in `wrong` of the solutions that it contains. If the name of the program ends in `-` and one of these
/// indices, the program behaves like that wrong solution. Otherwise, it behaves like the right one.
///
/// Leaves out a solution that changes anything but the bodies that [`Functions`] visits.
pub fn together(right: &Project, wrong: &[Project]) -> (Project, Vec<usize>) {
    let mut changed: BTreeMap<&str, Bodies> = BTreeMap::new();
    let mut contained = Vec::new();
    for (number, wrong) in wrong.iter().enumerate() {
        let files = right.files.iter();
        let files = files.filter(|(file, text)| wrong.text(file) != text.as_str());
        let bodies: Option<Vec<_>> = files
            .map(|(file, text)| Some((file, changed_bodies(text, wrong.text(file))?)))
            .collect();
        let Some(bodies) = bodies else {
            continue;
        };
        contained.push(number);
        for (file, bodies) in bodies {
            for (function, body) in bodies {
                let functions = changed.entry(file).or_default();
                functions.entry(function).or_default().push((number, body));
            }
        }
    }
    let mut project = right.clone();
    for (file, bodies) in changed {
        let text = with_bodies(right.text(file), bodies);
        project.files.insert(file.to_string(), text);
    }
    (project, contained)
}

/// The bodies that differ between two versions of a file, by the numbers of their functions, or `None`
/// if anything else differs.
fn changed_bodies(right: &str, wrong: &str) -> Option<Vec<(usize, Block)>> {
    let (frame, right) = frame_and_bodies(right)?;
    let (wrong_frame, wrong) = frame_and_bodies(wrong)?;
    let same_frame = tokens(&frame) == tokens(&wrong_frame);
    let bodies = wrong.into_iter().zip(right).enumerate();
    let changed = bodies.filter(|(_, (wrong, right))| tokens(wrong) != tokens(right));
    same_frame.then(|| {
        changed
            .map(|(number, (wrong, _))| (number, wrong))
            .collect()
    })
}

/// Parses a file, and takes the bodies out of its functions. Returns `None` if the file is not valid Rust.
fn frame_and_bodies(text: &str) -> Option<(File, Vec<Block>)> {
    let mut file = syn::parse_file(text).ok()?;
    let mut bodies = Vec::new();
    let take = |body: &mut Block| bodies.push(mem::replace(body, parse_quote!({})));
    Functions(take).visit_file_mut(&mut file);
    Some((file, bodies))
}

/// A file with further bodies for its functions.
fn with_bodies(text: &str, mut others: Bodies) -> String {
    let mut file = syn::parse_file(text).expect("Rust");
    let mut function = 0..;
    let add = |body: &mut Block| {
        if let Some(others) = function.next().and_then(|number| others.remove(&number)) {
            *body = selection(body, &others);
        }
    };
    Functions(add).visit_file_mut(&mut file);
    tokens(&file)
}

/// A body that runs one of several bodies. Equal bodies are written once: if a later step changes a function,
/// all solutions of earlier steps have the same earlier body.
fn selection(right: &Block, others: &[(usize, Block)]) -> Block {
    let mut different: BTreeMap<String, (Vec<usize>, &Block)> = BTreeMap::new();
    for (number, body) in others {
        let (numbers, _) = different.entry(tokens(body)).or_insert((Vec::new(), body));
        numbers.push(*number);
    }
    let numbers = different.values().map(|(numbers, _)| quote!(#(#numbers)|*));
    let others = different.values().map(|(_, body)| body);
    parse_quote!({
        let program = std::env::args().next().unwrap_or_default();
        let name = program.strip_suffix(std::env::consts::EXE_SUFFIX).unwrap_or(&program);
        let number = name.rsplit('-').next();
        match number.and_then(|number| number.parse::<usize>().ok()) {
            #(Some(#numbers) => #others)*
            _ => #right
        }
    })
}

fn tokens(code: &impl ToTokens) -> String {
    code.to_token_stream().to_string()
}

/// Visits the function bodies that can be merged, in the order of the file.
struct Functions<F>(F);

impl<F: FnMut(&mut Block)> Functions<F> {
    /// Skips functions that return `impl Trait`, because two bodies would have different types, and `const fn`,
    /// which cannot read the name of the program.
    fn visit(&mut self, signature: &Signature, body: &mut Block) {
        let is_opaque = match &signature.output {
            ReturnType::Default => false,
            ReturnType::Type(_, output) => tokens(output).split(' ').any(|word| word == "impl"),
        };
        if signature.constness.is_none() && !is_opaque {
            (self.0)(body);
        }
    }
}

impl<F: FnMut(&mut Block)> VisitMut for Functions<F> {
    fn visit_item_fn_mut(&mut self, function: &mut ItemFn) {
        self.visit(&function.sig, &mut function.block);
    }

    fn visit_impl_item_fn_mut(&mut self, function: &mut ImplItemFn) {
        self.visit(&function.sig, &mut function.block);
    }
}

#[test]
fn only_function_bodies_are_merged() {
    let project = |text: &str| Project {
        files: [("src/a.rs".to_string(), text.to_string())].into(),
    };
    let right = "const A: u8 = 1; impl B { fn b(&self) -> u8 { 1 } } fn c() -> impl D { E }";
    let wrong = [
        right.replace("{ 1 }", "{ 2 }"),
        right.replace("u8 = 1", "u8 = 2"),
        right.replace("{ E }", "{ F }"),
        right.replace("{ 1 }", "{ 3"),
        right.replace("{ 1 }", "{ 4 }"),
        right.replace("{ 1 }", "{  4  }"),
    ];
    let (merged, contained) = together(&project(right), &wrong.map(|text| project(&text)));
    assert_eq!(contained, [0, 4, 5]);
    let merged = merged.text("src/a.rs");
    for part in [
        "Some (0usize) => { 2 }",
        "Some (4usize | 5usize) => { 4 }",
        "_ => { 1 }",
        "{ E }",
    ] {
        assert!(merged.contains(part), "{part:?} is missing: {merged}");
    }
}

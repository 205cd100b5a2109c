//! What the parts of a call cost, in process.

fn main() {
    divan::main();
}

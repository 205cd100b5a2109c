//! Streaming calls in large numbers, and the ready-made code behind them.

mod load;
mod ready_made;

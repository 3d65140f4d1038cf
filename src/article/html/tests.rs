//! Each rule of reading web pages, on a page of its own.

// Package contacts finds customers: by words of what they are called, by their number
// however people write it, page by page.
//
// It is for reading. The rows are written by the fold (engine). It holds in memory by what
// each customer is found, since any part of a number has to be found at once, and follows
// the feed. What a viewer may see is view's; whom an agent may see is told by who asks.
package contacts

// Package record answers what is asked of the records: which interactions match a
// filter, page by page or as a file, and whether a file of the chain is as it was
// written.
//
// It is for reading. The lines are written by the fold (engine, lifecycle.RecordOf); it
// holds what they are searched by in memory, since any mixture of conditions has to be
// answered at once, and reads the lines themselves from the store. Interactions that go
// on have no line yet: they are read from their rows each time.
package record

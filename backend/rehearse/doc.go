// Package rehearse runs what was recorded of an inbox through other settings before they
// are saved: the arrivals, who was there, how those who were asked answered, and how long
// each conversation took.
//
// gather.go reads a Trace from the record, run.go plays it, and Rehearse plays it twice:
// by the settings of then, which have to make every offer that was made, and by the new
// ones. If the first run differs from what happened, nothing is said of the second.
//
// A run is a pure function of trace and settings. It asks the rules of routing whom to
// ask, and follows the engine in when they are asked. It is not for deciding anything,
// and writes nothing.
//
// What cannot be known is assumed, always in the same way:
//   - Whoever is asked about a conversation that they were not asked about then answers
//     as they did the offer nearest in time; who was never asked, as quickly as the
//     inbox's agents do usually.
//   - A conversation takes whoever has it as long as it took whoever had it; one that
//     nobody had, as long as half of the others take at most.
//   - What people did by themselves (took, assigned, passed on, returned) they do again
//     at the same moment, as far as it is still there to be done.
package rehearse

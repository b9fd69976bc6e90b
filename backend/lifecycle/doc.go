// Package lifecycle knows what the passing of time means for a thread and its
// interactions: whether the window of its channel is open, what an interaction's
// disposition is and by which rule, when the service-level clock ran, and which
// deadlines are ahead.
//
// It is for pure functions of stamps (Unix milliseconds; 0 or less = never
// happened). It is not for acting: engine sets and fires timers, sender asks before a
// message leaves, records and the UI show. It reads no clock, starts no
// goroutine and stores nothing, so that a rebuild and a test get the same
// answers.
//
// Step 3 of the flow (understand), and once more before each send.
//
// # Whose clock
//
// The window counts from the provider's stamp of the customer's last message,
// never from its arrival: a webhook that was delayed for days opens nothing.
// The provider judges by its clock. A stamp that it signed proves that it is at
// least that late, so callers judge by Latest(own clock, newest stamp seen),
// which corrects a clock that is behind or jumped back by up to MaxAhead. A
// stamp further ahead than that is not believed: free text is refused, because
// nobody can say how much of the window is left.
package lifecycle

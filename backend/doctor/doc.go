// Package doctor examines connected numbers: thirteen checks, from the token of the
// account to the last message that was delivered, each with evidence, a verdict and
// what to do.
//
// An SMS number that is rented from a carrier has six of them, by the same names: what its
// carrier can be asked, and what was seen here.
//
// It asks the provider through channel.Connection, reads what the record knows, and
// appends what it found as one entry, which engine folds into the number's checkup. A
// check that cannot be told because another one fails says which, so that one fault has
// one name.
//
// It changes nothing at the provider and speaks no provider's protocol; what a provider
// cannot be asked does not apply to its numbers. It is not for the set-up of a number
// (provision), nor for the relay's own health (relay).
package doctor

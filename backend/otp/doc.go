// Package otp finds WhatsApp's verification code in an SMS or in the transcript
// of a call, gates it to the one person who is setting that number up, and
// takes it out of whatever is stored.
//
// It is for pure text rules (Extract, ExtractVoice, Redact) and for the state
// in memory that outranks them (Gate): a code counts only while its number is
// being set up. It is not for carriers' formats (vonage), for leases that
// survive a restart (provision), or for storing anything: nothing here touches
// disk, network or log. It is the step between webhook and ledger.
package otp

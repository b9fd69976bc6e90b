// Package provision sets numbers up: it catches the verification code and takes a
// number from "chosen" to "active" by steps that each can be resumed or repeated.
//
// It is for the outbound and onboarding side of the flow: the wizard calls it
// through hub, and it calls the provider and the carrier with the clients that
// integration gives. What a set-up comes to, the number, is an entry that engine
// folds; what an agent does with the number afterwards is none of its business.
//
// # An exception to "the fold is the only writer"
//
// A set-up is a state machine around calls that cannot be replayed, so it is a
// document of its own (table setup), written here after each step and read by no
// fold. It holds no secret: tokens are in secrets, the two-step PIN is passed on
// and kept nowhere, and codes are in the otp gate's memory for ten minutes.
//
// # Resuming
//
// Every call outside can be made again: a number that is there already is
// found, one that is verified or registered is left as it is, subscriptions,
// profile, templates and the number's entry give the same when repeated. So a
// step counts as done only when the document says so, and a crash anywhere costs
// one repetition. But for the address at the carrier, nothing is ever tried again
// without a person asking for it.
//
// # The address at the carrier
//
// While a set-up waits for its code, the SMS of its number come here. What was set at
// the carrier before is a document of its own (table sms_hook), written first and
// read after a restart. When the code is not waited for any more it is put back, by a
// goroutine that tries until the carrier took it; nobody waits for that.
//
// Until then, and a day longer, whatever comes that is not the set-up's code is passed
// on to where it went before (table sms_onward): kept sealed before it is answered,
// sent as it came, tried for a day, and then forgotten.
//
// # Codes that are spoken
//
// While a call with the code is awaited, and no longer than ten minutes, the calls to the
// number are answered here (listen.go), by the same documents and the same putting back as
// its SMS; both are lines of the number (line.go). At Vonage that takes an application,
// which is made for the number and deleted afterwards. Who speaks of no code is sent on to
// where the number's calls went before. Recordings, of carriers that can delete them, stay
// at the carrier, are given to the holder
// alone, and their deletion there is durable (recording.go).
//
// # Codes whose webhook did not come
//
// Carriers that keep a list of what came (channel.SMSLister) are asked for it while a code
// is awaited and not there: after some seconds, later each time, and at once after a
// restart. See missed.go.
//
// Their lists are read for everything else too that no webhook brought, messages of SMS
// channels above all: from where they were read last (table sms_listed), after a start and
// every few minutes. See catchup.go.
//
// # The lease
//
// One person sets a number up at a time. The lease is kept while the wizard is open, and
// shown to the others. They may ask for it, and take it over when the holder does not
// answer within a minute or is gone: no desktop of theirs is connected. It ends by itself
// a minute after they went, or ten minutes after their last step. Codes go to its
// holder's desktops only, sealed to each; who gets the lease sees none from before.
package provision

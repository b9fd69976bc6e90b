// Package channel has the neutral words between Parley and the providers that
// carry its messages: what came in (Message, Receipt, Event), what goes out
// (Outgoing, Sent, Failure), files, the numbers of an account, the SMS of a
// carrier, and what a webhook is made of.
//
// A provider package (meta, vonage) implements the interfaces here and in the
// packages that use them; engine, sender, webhook, provision and integration know
// these words only, and relay puts the two together. docs/add-a-provider.md says how a
// provider is added.
//
// # What is stored
//
// The ledger keeps each item of a webhook as the provider wrote it, in an entry
// whose kind begins with the provider's name ("meta.message"). It is read by that
// provider's Reader whenever it is folded, and not turned into neutral JSON before
// it is stored, for three reasons: an item that this version does not understand
// can be read again by a later one that does, an admin can see what really came,
// and entries of any age need no second format that would have to be read for
// ever too. The price is that a provider's Reader has to go on reading what it
// once read; the recorded payloads in its testdata hold it to that.
//
// # Channels
//
// A channel is what the customer uses: WhatsApp, SMS. It is a property of a
// number, a thread and an inbox (desk.Channel). Rules says what is different from
// one to the other, such as the 24-hour window; nobody else asks which it is.
package channel

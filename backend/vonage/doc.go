// Package vonage reads and speaks the protocols of the carrier Vonage: inbound
// SMS webhooks in every transport and shape it sends, their signatures, parts
// of long messages, and the few REST calls of the Numbers API that set-up needs.
//
// It is for payload types, decoding, verification and requests. It is not for
// business rules: whether an SMS carries a verification code is otp's question,
// and what is kept is the ledger's. It is step 1 (receive) of the flow for SMS,
// used by webhook, and the source of the wizard's number list, used by
// provision.
package vonage

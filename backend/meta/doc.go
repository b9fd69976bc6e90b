// Package meta speaks the protocol of Meta's WhatsApp Cloud API.
//
// It is for three things: checking that a webhook comes from Meta (Sign,
// VerifySignature, VerifyHandshake), taking a webhook body apart into single
// items and reading them (Split, DecodeMessage, DecodeStatus, DecodeEvent),
// and calling the Graph API with one method per endpoint and errors that say
// whether anything can have been sent (Client, Error, Explain).
//
// It is not for business rules: it keeps nothing, decides nothing about
// threads or agents and retries nothing. A provider's JSON and URLs appear
// here and nowhere else.
//
// In the flow it stands at both ends: webhook calls it right after the bytes
// came in and before the ledger, engine calls the decoders inside the fold,
// sender and provision call the Client on the way out.
package meta

// Package twilio knows Twilio's protocol: signatures, webhooks of messages and SMS,
// and the REST calls for messages, files, templates (Content API), WhatsApp senders
// (Senders API) and rented numbers.
//
// Twilio is both here: a provider of messages (channel.Client) and a carrier whose
// numbers bring SMS (channel.Carrier). An account's SID is the id of the app and of
// the account; a WhatsApp sender is named by its address, whatsapp:+E164, as Twilio
// names it in every webhook and takes it in every send.
//
// It is not for business rules and remembers nothing between calls. It is used by the
// first step of the flow (receive), by the last (send), and by the set-up of numbers.
package twilio

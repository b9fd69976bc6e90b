// Package signup has an account granted in the provider's own window: an admin signs in
// at Meta in a browser, and the relay gets the account's token without anybody ever
// seeing it.
//
// It is for the way from "connect" in the wizard to an account that is linked: the
// address for the browser, the page behind it, the code that the window gives, what
// the token reaches. It is not for setting the account's numbers up (provision) and
// speaks no provider's protocol: the window's script and words are the provider
// package's, links and tokens integration's; relay wires both.
//
// # One sign-up
//
// A sign-up is a document of its own (table signup), written after each step and read
// by no fold. Its address carries a state that opens the page once; from then on the
// browser holds a cookie. Both are stored as hashes. What the browser says of accounts
// and numbers is never believed: the token is asked. It stays encrypted under the
// sign-up's name until an account was chosen, and is the account's then. Whoever began
// must still be signed in, an admin and licensed when the code comes.
//
// # The provider's hosted page
//
// Where the window cannot be opened from a page of ours, a sign-up may go through a page of
// the provider's, from which nothing leads back. hosted.go says how what comes by webhook
// finds the one whom it is for.
//
// # Resuming
//
// A code lives for seconds and works once, so a crash while it is exchanged costs one
// more walk through the window. Every later step can be repeated, and is when the
// wizard asks how the sign-up stands. A sign-up that is over or cancelled leaves
// nothing behind.
package signup

package channel

// Watchable is a Client, Carrier or AppClient that tells how each of its calls ended, for
// whoever notes when a credential was last good. What carries a file (uploads that are
// cut in parts, the bytes of a download) may be left out: a call goes before it.
type Watchable interface {
	// OnCall makes f hear of each call: nil, or its error. It is called before the client
	// is used, and f from any goroutine, before the call returns.
	OnCall(f func(err error))
}

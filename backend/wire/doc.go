// Package wire is the sync protocol between relay and desktop: frames, the
// projected types in them, commands and calls, versions, close codes, limits.
//
// It is for shapes and their encoding. It opens no socket, projects nothing
// (view does) and decides nothing. The desktop's bridge hands the projected
// types to the UI as they are, so they use plain structs, Unix milliseconds and
// never a nil slice, map or raw JSON.
//
// The life of a connection:
//
//	desktop                                relay
//	GET /api/nonce                      →
//	                                    ←  a nonce, for one request
//	GET /sync, Bearer …, Parley-Proof … →
//	Hello{version, device, cursor}      →
//	                                    ←  Welcome{resume | snapshot, time, you}
//	                                    ←  Page…  (snapshot only, newest first, Page.Next resumes it)
//	                                    ←  Changes{from, to]  … for ever
//	Command{clientId, name, body}       →
//	                                    ←  Result{clientId, body | error}
//	Call{id, name, body}                →
//	                                    ←  Answer{id, body | error}
//	                                    ←  Push{name, body}   (sealed code, never stored)
//
// Whoever signs in binds the session to a key of the device (Device.Key), and each
// request that carries the session's token carries a proof of that key (proof.go).
//
// A text field whose words are a closed list names it with the tag `of`, from which
// build/pagetypes makes a union in TypeScript. The words of a newer relay may be others.
//
// asks.go declares for each command and call whom it is for, and each id in its
// body what it is a question for. The relay asks these questions first.
package wire

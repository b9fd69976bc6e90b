package wire

import (
	"encoding/json"
	"strconv"
	"strings"
)

// Version is the protocol this build speaks; MinVersion is the oldest that the
// relay still serves.
const (
	Version    = 1
	MinVersion = 1
)

// Limits of the protocol.
const (
	MaxFrame        = 256 << 10 // bytes of one frame from the relay
	MaxRow          = 144 << 10 // bytes of one row in such a frame, as JSON
	MaxClientFrame  = 128 << 10 // bytes of one frame from a desktop
	MaxCommand      = 64 << 10  // bytes of one command's body
	MaxUpload       = 100 << 20 // bytes of one attached file
	MaxText         = 4096      // characters of a text message (Meta)
	MaxCaption      = 1024      // characters of a caption (Meta)
	SnapshotPage    = 100       // messages of a thread that a snapshot brings
	HeartbeatMillis = 15_000    // the relay pings this often
	DeadMillis      = 35_000    // silence after which either side gives up
)

// Close codes. 4000–4499: dial again, with backoff; 4500–4999: stop and tell
// the user.
const (
	CloseRestarting = 4000 // the relay is stopping; come back in a few seconds
	CloseSlow       = 4001 // the desktop did not read fast enough
	CloseRebuild    = 4002 // rights changed: come back without a cursor
	CloseError      = 4003 // the relay failed at something of its own
	CloseShare      = 4004 // more connections or bytes than one person's or device's share; come back later
	CloseTwice      = 4005 // another connection of this sign-in has taken its place
	CloseRevoked    = 4500 // this session or user was revoked: sign in again
	CloseTooOld     = 4501 // the app is too old for the relay
	CloseTooNew     = 4502 // the relay is too old for the app
	CloseBadFrame   = 4503 // the desktop sent something impossible
	CloseSuspended  = 4504 // the person is switched off
	CloseCopied     = 4505 // this sign-in is used on another computer right now
	CloseEnded      = 4506 // this sign-in has come to the end of its time: sign in again
)

// Reconnectable says whether a desktop should dial again after the close code.
// Codes below 4000 belong to the transport and are always worth another try.
func Reconnectable(code int) bool { return code < 4500 }

// FrameKind tells frames apart.
type FrameKind string

// The kinds of frames.
const (
	FrameHello   FrameKind = "hello"
	FrameWelcome FrameKind = "welcome"
	FramePage    FrameKind = "page"
	FrameChanges FrameKind = "changes"
	FrameCommand FrameKind = "command"
	FrameResult  FrameKind = "result"
	FrameCall    FrameKind = "call"
	FrameAnswer  FrameKind = "answer"
	FramePush    FrameKind = "push"
)

// Frame is what goes over the socket: exactly the one field that Kind names.
type Frame struct {
	Kind    FrameKind `json:"kind"`
	Hello   *Hello    `json:"hello,omitempty"`
	Welcome *Welcome  `json:"welcome,omitempty"`
	Page    *Page     `json:"page,omitempty"`
	Changes *Changes  `json:"changes,omitempty"`
	Command *Command  `json:"command,omitempty"`
	Result  *Result   `json:"result,omitempty"`
	Call    *Call     `json:"call,omitempty"`
	Answer  *Result   `json:"answer,omitempty"`
	Push    *Push     `json:"push,omitempty"`
}

// Cursor is how far a desktop has come: which life of the feed, which viewer
// generation its replica was projected for, and the last sequence it holds.
type Cursor struct {
	Life       string `json:"life"`
	Generation int64  `json:"generation"`
	Seq        int64  `json:"seq"`
}

// Hello opens a connection.
type Hello struct {
	Version    int    `json:"version"`
	AppVersion string `json:"appVersion"`
	DeviceID   string `json:"deviceId"`
	Instance   string `json:"instance,omitempty"` // names this run of the app, at random
	SealKey    []byte `json:"sealKey"`            // X25519 public key that codes are sealed to
	Cursor     Cursor `json:"cursor"`
	SnapshotAt string `json:"snapshotAt"` // Page.Next of an interrupted snapshot, or ""
	// Now is what the desktop's clock shows, Unix ms: one witness of the time. Later
	// it comes with the heartbeat, see PongTime. 0 = it does not say.
	Now int64 `json:"now,omitempty"`
	// Away says that the person can't be reached at the desktop yet, as in Reach.
	Away bool `json:"away,omitempty"`
}

// PongTime is what a desktop sends in a pong of its own beside the answer to each
// ping: what its clock shows. A relay that knows nothing of it takes it for a pong.
func PongTime(now int64) string { return pongTime + strconv.FormatInt(now, 10) }

// TimeOfPong reads it, 0 = it is an ordinary pong.
func TimeOfPong(data string) int64 {
	said, ok := strings.CutPrefix(data, pongTime)
	now, err := strconv.ParseInt(said, 10, 64)
	if !ok || err != nil {
		return 0
	}
	return now
}

const pongTime = "now="

// Welcome answers Hello.
type Welcome struct {
	Resume    bool   `json:"resume"`    // false: a snapshot follows, throw the replica away unless SnapshotAt was taken up
	Continued bool   `json:"continued"` // the interrupted snapshot goes on
	Cursor    Cursor `json:"cursor"`    // what the relay is at; after a snapshot, where changes go on
	Now       int64  `json:"now"`       // relay's clock, Unix ms: countdowns use it
	RelayVer  string `json:"relayVersion"`
	UserID    string `json:"userId"`
	Practice  bool   `json:"practice"`
	EndsAt    int64  `json:"endsAt,omitempty"` // when this sign-in ends however much it is used, by the relay's clock
}

// Page is one page of a snapshot, newest threads first.
type Page struct {
	Items []Change `json:"items"`
	Next  string   `json:"next"` // "" = the snapshot is complete
	Left  int      `json:"left"` // threads still to come, for the progress line
}

// Changes covers the range (From, To] of the organization's sequence, even
// when nothing in it is for this viewer.
type Changes struct {
	From  int64    `json:"from"`
	To    int64    `json:"to"`
	More  bool     `json:"more"` // further changes are waiting
	Head  int64    `json:"head"` // the relay's head now, for "catching up (n)"
	Now   int64    `json:"now"`
	Items []Change `json:"items"`
}

// Change is one row as this viewer may see it, or says that it is gone from them. Kind
// "thread" with Gone set means leave: everything of that thread but what the viewer
// handled goes. A Stub is a row that was too large to send: its body has the row's
// shape, with all that can be long left out.
type Change struct {
	Kind string          `json:"kind" of:"desk.Kind"` // a desk.Kind
	ID   string          `json:"id"`
	Gone bool            `json:"gone,omitempty"`
	Stub bool            `json:"stub,omitempty"`
	Body json.RawMessage `json:"body,omitempty"`
}

// Command asks for something to be recorded. ClientID is unique for ever: the
// same id again gets the first answer.
type Command struct {
	ClientID string          `json:"clientId"`
	Name     string          `json:"name"`
	Version  int             `json:"version,omitempty"` // of Body: see VersionOf; 0 = 1
	Body     json.RawMessage `json:"body"`
}

// Call asks for an answer now; it is never stored.
type Call struct {
	ID   string          `json:"id"`
	Name string          `json:"name"`
	Body json.RawMessage `json:"body"`
}

// Result answers a Command (ID is its ClientID) or a Call.
type Result struct {
	ID    string          `json:"id"`
	Body  json.RawMessage `json:"body,omitempty"`
	Error *Failure        `json:"error,omitempty"`
	Seq   int64           `json:"seq,omitempty"` // of the entry that the command became
}

// Failure is a desk.Error as it may be shown. The desktop has the sentences; a
// Message comes from a relay that still sent its own.
type Failure struct {
	Code    string         `json:"code" of:"desk.Code"`
	Subcode string         `json:"subcode,omitempty"`
	Params  map[string]any `json:"params,omitempty"`
	Message string         `json:"message,omitempty"`
}

// Push is something for this device now and never again: a sealed code, news
// of a set-up, a nudge of the sandbox.
type Push struct {
	Name string          `json:"name"`
	Body json.RawMessage `json:"body"`
}

// Names of pushes.
const (
	PushCode     = "setup.code"      // body: Sealed of SetupCode
	PushLease    = "setup.lease"     // body: LeaseNews
	PushSandbox  = "sandbox"         // body: {}; the panel changed
	PushDrafts   = "drafts"          // body: {}; another computer of the person has written
	PushTogether = "thread.together" // body: Together
)

// Sealed is a body that only the device whose SealKey was in Hello can open
// (NaCl anonymous box).
type Sealed struct {
	Box []byte `json:"box"`
}

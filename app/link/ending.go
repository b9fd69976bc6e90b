package link

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Subcodes of problems that the app has a screen for.
const (
	SubCertificate = "certificate"
	SubSignedOut   = "signedOut" // the relay does not take this session: sign in again
	SubCopied      = "copied"    // this sign-in is used elsewhere at the same time
	SubEnded       = "ended"     // this sign-in has come to the end of its time
	SubSuspended   = "suspended"
	SubTooOld      = "tooOld" // this app
	SubTooNew      = "tooNew" // this app, or: the relay is too old
	SubNotARelay   = "notARelay"
	SubOffline     = "offline"
)

// subGap is replica's word for changes that do not follow on the copy.
const subGap = "gap"

// ending is how a connection ended.
type ending struct {
	err    error // for the person and the log
	code   int   // close code, 0 = none came
	stop   bool  // do not dial again by yourself
	again  bool  // dial again at once
	forget bool  // and without a cursor
	lived  time.Duration
}

func (e ending) isGap() bool         { return desk.SubcodeOf(e.err) == subGap }
func (e ending) isCertificate() bool { return desk.SubcodeOf(e.err) == SubCertificate }

// closed is a socket that the relay closed with a code.
type closed struct{ code int }

func (c closed) Error() string { return fmt.Sprintf("the relay closed the connection: %d", c.code) }

// refusal is a handshake that was answered with something else than a socket.
type refusal struct {
	status  int
	subcode string // the relay's own, "" when it gave none
}

func (r refusal) Error() string { return fmt.Sprintf("the relay refused the connection: %d", r.status) }

func errProtocol(what string) error {
	return &desk.Error{
		Code: desk.CodeUnavailable, Subcode: "protocol", Op: "read " + what,
		Message: "The relay sent something that this app does not understand. Parley connects again.",
	}
}

// endings says what each close code means to the person. Reconnectable, of
// wire, decides whether to dial again; a test holds the two together.
var endings = map[int]struct {
	code    desk.Code
	subcode string
	message string
}{
	wire.CloseRestarting: {desk.CodeUnavailable, "restarting", "The relay is restarting. Parley connects again in a few seconds."},
	wire.CloseSlow:       {desk.CodeUnavailable, "slow", "The connection was too slow. Parley connects again."},
	wire.CloseRebuild:    {desk.CodeUnavailable, "rebuild", "What you may see has changed. Parley fetches it anew."},
	wire.CloseError:      {desk.CodeUnavailable, "relay", "The relay had a problem of its own. Parley connects again."},
	wire.CloseShare:      {desk.CodeTooMany, "share", "The relay takes no more connections from you at the moment. Close Parley where you do not need it; it connects again by itself."},
	wire.CloseTwice:      {desk.CodeUnavailable, "twice", "Another connection of this computer has taken the place of this one. Parley connects again."},
	wire.CloseCopied:     {desk.CodeUnauthorized, SubCopied, "This sign-in is being used on another computer right now, so it was refused here. If that is not you, somebody may have copied it: sign in again with your password, which ends it there, then change your password."},
	wire.CloseEnded:      {desk.CodeUnauthorized, SubEnded, "This sign-in has come to the end of its time. Sign in again: you come back to where you were, and nothing that waits to be sent is lost."},
	wire.CloseRevoked:    {desk.CodeUnauthorized, SubSignedOut, "This device was signed out. Sign in again; if you did not do this yourself, ask your administrator."},
	wire.CloseTooOld:     {desk.CodeInvalid, SubTooOld, "This version of Parley is too old for the relay. Update Parley on this computer."},
	wire.CloseTooNew:     {desk.CodeInvalid, SubTooNew, "The relay is older than this version of Parley. Ask your administrator to update the relay."},
	wire.CloseBadFrame:   {desk.CodeInvalid, "badFrame", "The relay did not understand this app. Update Parley, then try again; if it stays so, tell your administrator."},
	wire.CloseSuspended:  {desk.CodeForbidden, SubSuspended, "Your account is switched off. Ask an administrator to switch it on."},
}

// endingOf judges why a connection ended or never came about.
func endingOf(err error) ending {
	var c closed
	var r refusal
	var e *desk.Error
	switch {
	case errors.As(err, &c):
		return closeEnding(c)
	case errors.As(err, &r):
		return refusalEnding(r)
	case errors.As(err, &e) && e.Subcode == "resume":
		return ending{err: err, again: true}
	case errors.As(err, &e):
		return ending{err: err, stop: e.Subcode == SubCertificate || e.Code == desk.CodeUnauthorized}
	default:
		return ending{err: errReach(err)}
	}
}

func closeEnding(c closed) ending {
	e := ending{code: c.code, stop: !wire.Reconnectable(c.code)}
	e.again = c.code == wire.CloseRebuild
	e.forget = e.again
	say, ok := endings[c.code]
	switch {
	case ok:
		e.err = &desk.Error{Code: say.code, Subcode: say.subcode, Message: say.message, Err: c}
	case e.stop:
		e.err = &desk.Error{Code: desk.CodeInvalid, Subcode: SubTooOld, Err: c, Message: "The relay closed the connection for a reason that this version of Parley does not know. Update Parley."}
	default:
		e.err = errReach(c)
	}
	return e
}

func refusalEnding(r refusal) ending {
	stop := func(code desk.Code, sub, message string) ending {
		return ending{stop: true, err: &desk.Error{Code: code, Subcode: sub, Message: message, Err: r}}
	}
	if r.subcode == wire.SubEnded {
		return closeEnding(closed{wire.CloseEnded})
	}
	switch r.status {
	case http.StatusUnauthorized:
		return stop(desk.CodeUnauthorized, SubSignedOut, "The relay does not know this session any more. Sign in again.")
	case http.StatusForbidden:
		return stop(desk.CodeForbidden, "refused", "Something between Parley and the relay refuses the connection. Ask your administrator to look at the proxy.")
	case http.StatusUpgradeRequired:
		return stop(desk.CodeInvalid, SubTooOld, endings[wire.CloseTooOld].message)
	case http.StatusNotFound, http.StatusOK, http.StatusMovedPermanently, http.StatusFound:
		return ending{err: errNotARelay(r)}
	default:
		return ending{err: errReach(r)}
	}
}

func errNotARelay(cause error) error {
	return &desk.Error{
		Code: desk.CodeUnavailable, Subcode: SubNotARelay, Err: cause,
		Message: "There is no Parley relay at this address. Check it; the network's own sign-in page may also be in the way.",
	}
}

func errReach(cause error) error {
	return &desk.Error{
		Code: desk.CodeUnavailable, Subcode: SubOffline, Err: cause,
		Message: "The relay cannot be reached. Parley keeps trying; what you write is kept and sent later.",
	}
}

// notReached says of a question that a person waits for what errReach says of
// the connection: nothing is tried again or kept here, and the address may be
// wrong. Other errors stay.
func (c *Client) notReached(err error) error {
	if desk.SubcodeOf(err) != SubOffline {
		return err
	}
	host := c.base.Host
	var name *net.DNSError
	var wait net.Error
	var r refusal
	var say string
	switch {
	case errors.As(err, &name) && name.IsNotFound:
		say = fmt.Sprintf("No computer with the name %s can be found. Check the address for a slip, and whether this computer is on the network.", host)
	case errors.As(err, &r):
		say = fmt.Sprintf("%s answers, but its relay is not working right now (%d). Try again in a minute; if it stays so, tell whoever runs the relay.", host, r.status)
	case errors.As(err, &wait) && wait.Timeout():
		say = fmt.Sprintf("%s did not answer in time. Check the address and this computer's network, then try again.", host)
	case errors.Is(err, syscall.ECONNREFUSED):
		say = fmt.Sprintf("Nothing answers at %s: the address may be wrong, or the relay is not running. Check the address, or ask whoever runs the relay.", host)
	default:
		say = fmt.Sprintf("%s cannot be reached. Check the address and this computer's network, then try again.", host)
	}
	return &desk.Error{Code: desk.CodeUnavailable, Subcode: SubOffline, Message: say, Err: err}
}

func errOffline() error {
	return desk.Errorf(desk.CodeUnavailable, SubOffline, "There is no connection to the relay right now. Try again when it is back.")
}

func errFateUnknown() error {
	return desk.Errorf(desk.CodeUnavailable, "unknown",
		"No answer came from the relay, and it is not known whether this was done. Look before you repeat it.")
}

// netError turns a failure to reach host into a problem for the person.
func netError(host string, now time.Time, err error) error {
	if message := certificateProblem(host, now, err); message != "" {
		return &desk.Error{Code: desk.CodeUnavailable, Subcode: SubCertificate, Message: message, Err: err}
	}
	var plain tls.RecordHeaderError
	if errors.As(err, &plain) {
		return errNotARelay(err)
	}
	return errReach(err)
}

// certificateProblem says what is wrong with a certificate and what to do; ""
// when err is about something else.
func certificateProblem(host string, now time.Time, err error) string {
	const dont = " Until then Parley does not connect, because somebody could be listening in."
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var roots x509.SystemRootsError
	var verify *tls.CertificateVerificationError
	const day = "2 January 2006"
	switch {
	case errors.As(err, &name):
		return fmt.Sprintf("The certificate of %s is made for another name (%s). Check the relay's address, or ask your administrator for a certificate with this name.%s",
			host, strings.Join(namesOf(name.Certificate), ", "), dont)
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired && now.Before(invalid.Cert.NotBefore):
		return fmt.Sprintf("The certificate of %s is valid from %s on, and this computer's clock says %s. Set the clock, or ask your administrator.%s",
			host, invalid.Cert.NotBefore.Format(day), now.Format(day), dont)
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return fmt.Sprintf("The certificate of %s ended on %s. Check that this computer's clock is right (it says %s), then ask your administrator to renew the certificate.%s",
			host, invalid.Cert.NotAfter.Format(day), now.Format(day), dont)
	case errors.As(err, &unknown):
		return fmt.Sprintf("This computer does not trust the certificate of %s. If your company issues its own certificates, ask your administrator to install its authority on this computer.%s", host, dont)
	case errors.As(err, &roots):
		return fmt.Sprintf("This computer has no list of trusted certificate authorities, so %s cannot be checked. Install the system's certificates (package ca-certificates).%s", host, dont)
	case errors.As(err, &invalid), errors.As(err, &verify):
		return fmt.Sprintf("The certificate of %s is not valid for a relay. Ask your administrator to look at it.%s", host, dont)
	}
	return ""
}

func namesOf(c *x509.Certificate) []string {
	names := append([]string{}, c.DNSNames...)
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	if len(names) == 0 {
		return []string{"no name at all"}
	}
	return names[:min(len(names), 5)]
}

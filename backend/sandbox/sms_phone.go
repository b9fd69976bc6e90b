package sandbox

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// longestSMS is what carriers join to one SMS, in characters.
const longestSMS = 1600

// smsThread begins the ids of numbers in the SMS threads of a phone: an SMS is no
// WhatsApp message, and its thread is another one.
const smsThread = "sms:"

// sendsSMS says whether a number is rented from some carrier and has SMS. Callers hold mu.
func (s *Sandbox) sendsSMS(digits string) bool {
	if n := s.rentedAtTwilio(digits); n != nil && n.SMS {
		return true
	}
	n := s.rented(digits)
	return n != nil && n.has("SMS")
}

// smsNumbers lists them, without their +. Callers hold mu.
func (s *Sandbox) smsNumbers() []string {
	var out []string
	for _, n := range s.w.Carrier {
		if n.has("SMS") {
			out = append(out, n.MSISDN)
		}
	}
	for _, n := range s.twilio().Numbers {
		if n.SMS {
			out = append(out, digitsOnly(n.Phone))
		}
	}
	return out
}

// writeSMS sends an SMS from a customer's phone.
func (s *Sandbox) writeSMS(customerID, number string, c Content, stamp time.Time) (string, error) {
	who, to := s.ix.customers[customerID], strings.TrimPrefix(number, smsThread)
	switch {
	case who == nil:
		return "", fmt.Errorf("%w: no such customer", ErrNotFound)
	case who.Phone == "":
		return "", fmt.Errorf("%w: who has no number sends no SMS", ErrRefused)
	case !s.sendsSMS(to):
		return "", fmt.Errorf("%w: no such number", ErrNotFound)
	case c.Kind != KindText || c.Text == "" || utf8.RuneCountInString(c.Text) > longestSMS:
		return "", fmt.Errorf("%w: an SMS is a text of at most %d characters", ErrInvalid, longestSMS)
	}
	id := s.textNumber(to, who.Phone, c.Text)
	if l, ok := s.ix.messages[id]; ok {
		l.m.StampMs = stamp.UnixMilli()
	}
	s.touch()
	return id, nil
}

// wroteSMS puts an SMS that a customer sent onto their phone. Callers hold mu.
func (s *Sandbox) wroteSMS(id, from, to, text string) {
	who := s.ix.phones[digitsOnly(from)]
	if who == nil || id == "" {
		return // a company's sender, or somebody whose phone nobody looks at
	}
	t := s.talk(smsThread+to, who.ID)
	s.keep(t, &Message{ID: id, FromCustomer: true, Type: KindText, StampMs: s.nowMs(), Tick: tickSent, Text: text})
}

// getsSMS puts an SMS of the business onto a customer's phone, whose ticks come back, and
// tells whether it is that of a customer. Callers hold mu.
func (s *Sandbox) getsSMS(id, from, to, text string) bool {
	who := s.ix.phones[digitsOnly(to)]
	if who == nil {
		return false
	}
	s.keep(s.talk(smsThread+digitsOnly(from), who.ID), &Message{ID: id, Type: KindText, StampMs: s.nowMs(), Tick: tickAccepted, Text: text})
	s.later(s.cfg.Pace.Sent, step{Kind: stepSent, Ref: id})
	return true
}

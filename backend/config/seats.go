package config

import (
	"fmt"
	"strconv"
)

// OrgSeats says how many licences an organization has bought.
type OrgSeats struct {
	Config Config `kong:"-"`

	Name          string    `arg:"" placeholder:"NAME" help:"Name of the organization."`
	Base          SeatCount `placeholder:"N" help:"How many people may have the base licence: a number, or unlimited."`
	ContactCenter SeatCount `placeholder:"N" help:"The same for Contact Center."`
	WhatsApp      SeatCount `name:"whatsapp" placeholder:"N" help:"The same for WhatsApp."`
}

// Changes says whether the command sets anything; otherwise it shows what there is.
func (c OrgSeats) Changes() bool { return c.Base.Given || c.ContactCenter.Given || c.WhatsApp.Given }

// SeatCount is a number of seats on the command line.
type SeatCount struct {
	Given     bool // false = as it is
	Unlimited bool
	Seats     int
}

// parseSeats reads a number, or the word unlimited.
func parseSeats(s string) (SeatCount, error) {
	if s == "unlimited" {
		return SeatCount{Given: true, Unlimited: true}, nil
	}
	const most = 1_000_000
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > most {
		return SeatCount{}, fmt.Errorf("must be a number up to %d, or the word unlimited", most)
	}
	return SeatCount{Given: true, Seats: n}, nil
}

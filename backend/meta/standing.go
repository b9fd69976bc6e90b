package meta

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
)

// noPayment is the code of an account's health by which Meta says that there is no payment
// method that works.
const noPayment = 141006

// reviewStates and verificationStates have Meta's words, which its pages and its list of
// fields write in both cases.
var (
	reviewStates = map[string]channel.Standing{
		"APPROVED": channel.StandingApproved, "PENDING": channel.StandingPending,
		"REJECTED": channel.StandingRejected, "LIMIT_REACHED": channel.StandingRejected,
	}
	verificationStates = map[string]channel.Standing{
		"VERIFIED": channel.StandingApproved, "PENDING": channel.StandingPending, "PENDING_NEED_MORE_INFO": channel.StandingPending,
		"PENDING_SUBMISSION": channel.StandingPending, "REJECTED": channel.StandingRejected, "FAILED": channel.StandingRejected,
		"REVOKED": channel.StandingRejected, "EXPIRED": channel.StandingMissing, "NOT_VERIFIED": channel.StandingMissing,
		"UNVERIFIED": channel.StandingMissing, "INELIGIBLE": channel.StandingMissing,
	}
)

// Standing asks how far an account's review and its business's verification are, and whether
// its health names the payment method.
func (c *Client) Standing(ctx context.Context, waba string) (channel.AccountStanding, error) {
	r := request{
		op: "get standing", method: http.MethodGet, path: []string{waba},
		query: url.Values{"fields": {"id,account_review_status,business_verification_status,health_status"}},
	}
	var a struct {
		ID           str `json:"id"`
		Review       str `json:"account_review_status"`
		Verification str `json:"business_verification_status"`
		Health       soft[struct {
			Entities list[struct {
				Errors list[struct {
					Code num `json:"error_code"`
				}] `json:"errors"`
			}] `json:"entities"`
		}] `json:"health_status"`
	}
	if err := c.call(ctx, r, &a); err != nil {
		return channel.AccountStanding{}, err
	}
	if a.ID == "" {
		return channel.AccountStanding{}, r.unreadable(http.StatusOK, errNotOurShape)
	}
	out := channel.AccountStanding{
		Review: reviewStates[strings.ToUpper(string(a.Review))], Verification: verificationStates[strings.ToUpper(string(a.Verification))],
	}
	for _, e := range a.Health.or().Entities {
		for _, each := range e.Errors {
			out.NoPayment = out.NoPayment || each.Code == noPayment
		}
	}
	return out, nil
}

var _ channel.StandingClient = (*Client)(nil)

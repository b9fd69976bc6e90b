package meta

import (
	"time"

	"github.com/parleydesk/parley/backend/channel"
)

// explanations is Meta's list of error codes in our words. A code must not be
// in codeRanges too.
var explanations = map[int]Explanation{
	0:      deadToken,
	190:    deadToken,
	3:      noPermission,
	10:     noPermission,
	131005: noPermission,
	104:    {Retry: channel.RetryNever, Scope: ScopeAccount, Text: "The call carried no access token. This is a fault of Parley; please report it."},
	33:     {Retry: channel.RetryFix, Scope: ScopeNumber, Text: "Meta no longer knows this number or may not show it to this token. An admin should list the account's numbers again."},
	100:    badRequest,
	131008: badRequest,
	131009: badRequest,
	368:    restricted,
	131031: {Retry: channel.RetryFix, Scope: ScopeAccount, Text: "Meta has locked this WhatsApp account, or the two-step PIN was wrong. An admin should check the PIN and the account's health in WhatsApp Manager."},
	130497: {Retry: channel.RetryNever, Scope: ScopeContact, Text: "This business may not message people in this country."},

	// passing troubles and limits
	1:      hiccup,
	2:      hiccup,
	131000: hiccup,
	131016: hiccup,
	133004: hiccup,
	135000: hiccup,
	4:      {Retry: channel.RetryWait, Wait: hour, Scope: ScopeAccount, Text: "The app has made too many calls to Meta. It may go on within an hour."},
	80007:  {Retry: channel.RetryWait, Wait: hour, Scope: ScopeAccount, Text: "Too many calls were made for this WhatsApp account. It may go on within an hour."},
	130429: {Retry: channel.RetryBackoff, Scope: ScopeNumber, Text: "This number sends faster than WhatsApp allows. Messages go out more slowly for a while."},
	131048: {Retry: channel.RetryFix, Scope: ScopeNumber, Text: "WhatsApp limits this number because too many people blocked or reported it. An admin should look at its quality in WhatsApp Manager."},
	131056: {Retry: channel.RetryPair, Scope: ScopeContact, Text: "Too many messages went to this customer in a short time. Wait a little before the next one."},
	131057: {Retry: channel.RetryWait, Wait: 2 * time.Minute, Scope: ScopeNumber, Text: "Meta is upgrading this number. It can send again in a few minutes."},
	131064: {Retry: channel.RetryFix, Scope: ScopeAccount, Text: "Meta has limited this account for templates in the wrong category. It ends by itself after the time that Meta names in WhatsApp Manager."},

	// the recipient
	130403: {Retry: channel.RetryFix, Scope: ScopeContact, Text: "Your business has blocked this customer. Unblock them first."},
	130472: {Retry: channel.RetryNever, Scope: ScopeContact, Text: "Meta did not deliver this message because the customer takes part in one of its tests. Reach them another way."},
	131021: {Retry: channel.RetryNever, Scope: ScopeContact, Text: "A number cannot write to itself. Choose another recipient."},
	131026: {Retry: channel.RetryNever, Scope: ScopeContact, Text: "WhatsApp could not deliver this: the person may not be on WhatsApp, use an old version or not have accepted its terms. Reach them another way."},
	131030: {Retry: channel.RetryFix, Scope: ScopeContact, Text: "This is one of Meta's test numbers, and the recipient is not on its list. An admin can add them in the Meta app."},
	131045: notRegistered,
	133010: notRegistered,
	131047: {Retry: channel.RetryNever, Scope: ScopeContact, Text: "More than 24 hours have passed since the customer last wrote. Send a template instead."},
	131049: {Retry: channel.RetryWait, Wait: day, Scope: ScopeContact, Text: "Meta held this marketing message back so as not to send the customer too many. Try again tomorrow at the earliest."},
	131050: {Retry: channel.RetryNever, Scope: ScopeContact, Text: "The customer has asked for no more marketing messages from you. Do not send them again."},
	131062: {Retry: channel.RetryNever, Scope: ScopeContact, Text: "This template needs the customer's phone number, and only their username is known. Ask them for the number."},
	137000: {Retry: channel.RetryFix, Scope: ScopeContact, Text: "The customer's WhatsApp identity has changed, so nothing was delivered. Make sure that it is still them, then send again."},

	// the message
	131051: {Retry: channel.RetryNever, Scope: ScopeMessage, Text: "WhatsApp does not support this type of message."},
	131052: {Retry: channel.RetryFix, Scope: ScopeMessage, Text: "The customer's file could not be fetched, perhaps because it is larger than 100 MB. Ask them to send it again."},
	131053: wrongFile,
	131060: {Retry: channel.RetryNever, Scope: ScopeMessage, Text: "This message can only be seen on the phone. Open it in the WhatsApp Business app."},

	// money and the account
	131037: {Retry: channel.RetryFix, Scope: ScopeNumber, Text: "This number needs an approved display name first. An admin should set one and wait for Meta's approval."},
	131042: {Retry: channel.RetryFix, Scope: ScopeAccount, Text: "There is a problem with the payment method of this WhatsApp account. An admin should put it right in Meta's billing settings."},
	131063: {Retry: channel.RetryFix, Scope: ScopeAccount, Text: "Marketing messages are switched off for this WhatsApp account. An admin can switch them on in WhatsApp Manager."},
	134011: {Retry: channel.RetryFix, Scope: ScopeAccount, Text: "The terms of WhatsApp payments are not accepted yet. An admin should accept them in WhatsApp Manager."},

	// templates
	131061:  {Retry: channel.RetryNever, Scope: ScopeTemplate, Text: "This template has a maximum price and must be sent as a marketing message in WhatsApp Manager. Choose another template."},
	132000:  badTemplate,
	132005:  badTemplate,
	132012:  badTemplate,
	132018:  badTemplate,
	132001:  {Retry: channel.RetryNever, Scope: ScopeTemplate, Text: "The template does not exist in this language or is not approved. Refresh the list of templates and choose another."},
	132007:  {Retry: channel.RetryNever, Scope: ScopeTemplate, Text: "The template's content breaks one of WhatsApp's rules. Choose another template."},
	132015:  {Retry: channel.RetryFix, Scope: ScopeTemplate, Text: "Meta has paused this template because customers disliked it. Choose another, or change it in WhatsApp Manager."},
	132016:  {Retry: channel.RetryNever, Scope: ScopeTemplate, Text: "Meta has switched this template off for good because customers disliked it. Choose another."},
	132068:  {Retry: channel.RetryFix, Scope: ScopeTemplate, Text: "The template's flow is blocked. An admin should look at it in WhatsApp Manager."},
	132069:  {Retry: channel.RetryWait, Wait: hour, Scope: ScopeTemplate, Text: "The template's flow may be sent ten times an hour for now. Try again later."},
	2388019: {Retry: channel.RetryFix, Scope: ScopeAccount, Text: "This account has as many templates as Meta allows. Delete some first."},
	2388039: {Retry: channel.RetryNever, Scope: ScopeTemplate, Text: "A template cannot be edited in its present status. Wait until Meta has reviewed it."},
	2388040: badTemplateForm,
	2388047: badTemplateForm,
	2388072: badTemplateForm,
	2388073: badTemplateForm,
	2388293: badTemplateForm,
	2388299: badTemplateForm,

	// setting a number up
	133000:  {Retry: channel.RetryFix, Scope: ScopeNumber, Text: "An earlier sign-off of this number did not finish. Deregister it once more, then register it."},
	133005:  {Retry: channel.RetryFix, Scope: ScopeNumber, Text: "The two-step PIN is wrong. Enter the right one; too many wrong ones lock the number. It can be reset in WhatsApp Manager."},
	133006:  {Retry: channel.RetryFix, Scope: ScopeNumber, Text: "The number must be verified first. Request a code and enter it."},
	133008:  {Retry: channel.RetryWait, Wait: hour, Scope: ScopeNumber, Text: "Too many wrong PINs were entered. Wait as long as Meta asks before the next one."},
	133009:  {Retry: channel.RetryWait, Wait: 5 * time.Minute, Scope: ScopeNumber, Text: "PINs were entered too quickly. Wait a few minutes before the next one."},
	133015:  {Retry: channel.RetryWait, Wait: 5 * time.Minute, Scope: ScopeNumber, Text: "This number was removed only just now. Try again in five minutes."},
	133016:  {Retry: channel.RetryWait, Wait: 3 * day, Scope: ScopeNumber, Text: "This number was registered or deregistered too often. Meta allows it again after 72 hours."},
	136024:  {Retry: channel.RetryFix, Scope: ScopeNumber, Text: "Meta did not send a code. The number may be verified already, or too many codes were asked for; wait, or try a call instead of an SMS."},
	136025:  {Retry: channel.RetryFix, Scope: ScopeNumber, Text: "The code is wrong or has expired. Check it, or request a new one."},
	2388009: {Retry: channel.RetryFix, Scope: ScopeNumber, Text: "Meta did not accept the display name. Choose another that names your business."},
	2388012: {Retry: channel.RetryFix, Scope: ScopeNumber, Text: "This number exists already in a WhatsApp account. Choose it from the list instead of adding it."},
	2388091: cannotMigrate,
	2388093: cannotMigrate,
	2388103: cannotMigrate,
	2494100: {Retry: channel.RetryWait, Wait: 10 * time.Minute, Scope: ScopeNumber, Text: "This number is being maintained by Meta. Try again in some minutes."},
	2593107: {Retry: channel.RetryNever, Scope: ScopeNumber, Text: "The phone's history was already asked for; this is possible only once."},
	2593108: {Retry: channel.RetryNever, Scope: ScopeNumber, Text: "The phone's history can only be asked for within 24 hours of connecting the number."},
	2593109: {Retry: channel.RetryNever, Scope: ScopeNumber, Text: "The owner of the phone chose not to share its history."},
	131044:  {Retry: channel.RetryNever, Scope: ScopeMessage, Text: "WhatsApp refused something about a call. Parley does not make calls."},
}

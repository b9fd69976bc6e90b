package desk

import (
	"strconv"
	"strings"
	"unicode"
)

// Survey is what an inbox asks its customers once a conversation was closed: how good it was,
// from 1 to 5.
type Survey struct {
	Question     string     `json:"question"`
	DelayMinutes int        `json:"delayMinutes,omitempty"` // after the close
	Thanks       string     `json:"thanks,omitempty"`       // what answers a rating, "" = nothing does
	TemplateID   TemplateID `json:"templateId,omitempty"`   // asks while the window is shut, "" = nobody is asked then
}

// Bounds of a survey, in characters and minutes.
const (
	MaxSurveyQuestion = 300
	MaxSurveyThanks   = 300
	MaxSurveyDelay    = 60
)

// BestScore is the highest rating; the lowest is 1. LowScore and what is below it is a low one.
const (
	BestScore = 5
	LowScore  = 2
)

// How long a question can be answered by tapping and by writing a figure, how long the comment
// may follow, and how long a customer is not asked again; in ms.
const (
	RatingTapTime     = 7 * 24 * 60 * 60 * 1000
	RatingTextTime    = 24 * 60 * 60 * 1000
	RatingCommentTime = 5 * 60 * 1000
	RatingPause       = 24 * 60 * 60 * 1000
)

// MaxRatingComment is how long a comment is at most: more is a message that somebody reads.
const MaxRatingComment = 500

// Rating is how a customer was asked for a rating of an interaction, and what they answered.
type Rating struct {
	DueAt      int64      `json:"dueAt,omitempty"`     // when they are asked, 0 = that was decided
	Skipped    RatingSkip `json:"skipped,omitempty"`   // why they were not asked
	AskedAt    int64      `json:"askedAt,omitempty"`   // when the question left, or is to; 0 = they were not
	MessageID  MessageID  `json:"messageId,omitempty"` // the question
	Failed     bool       `json:"failed,omitempty"`    // the question reached nobody
	Score      int        `json:"score,omitempty"`     // 1–5, 0 = no answer
	AnsweredAt int64      `json:"answeredAt,omitempty"`
	AnswerID   MessageID  `json:"answerId,omitempty"`  // the message that Score is from
	CommentID  MessageID  `json:"commentId,omitempty"` // what they wrote right after
}

// RatingSkip is why a customer was not asked. Values are stored and sent.
type RatingSkip string

// The reasons.
const (
	SkipOff       RatingSkip = "off"       // the inbox asks no more
	SkipReopened  RatingSkip = "reopened"  // the conversation went on
	SkipBlocked   RatingSkip = "blocked"   // the customer is
	SkipOptedOut  RatingSkip = "optedOut"  // the customer stopped messages that they did not ask for
	SkipElsewhere RatingSkip = "elsewhere" // another system talks with them
	SkipIdentity  RatingSkip = "identity"  // nobody knows whether it still is the customer
	SkipNumber    RatingSkip = "number"    // nothing can be sent from the number
	SkipWindow    RatingSkip = "window"    // it was shut, and no template asks then
	SkipTemplate  RatingSkip = "template"  // it was shut, and the template cannot be sent
	SkipConsent   RatingSkip = "consent"   // it was shut, and the customer did not agree to templates
	SkipRecent    RatingSkip = "recent"    // they were asked within RatingPause
	SkipLate      RatingSkip = "late"      // the relay was off when they should have been
	SkipSilent    RatingSkip = "silent"    // the customer wrote nothing in the conversation
)

// AskedRating is the last question that went into a thread.
type AskedRating struct {
	InteractionID InteractionID `json:"interactionId"`
	MessageID     MessageID     `json:"messageId"`
	At            int64         `json:"at"`
}

// RatingPart is what a message is of a rating. Values are stored and sent.
type RatingPart string

// The parts.
const (
	RatingQuestion RatingPart = "question"
	RatingAnswer   RatingPart = "answer"
	RatingComment  RatingPart = "comment"
	RatingThanks   RatingPart = "thanks"
)

// MessageRating says that a message is part of a rating, which is no part of the conversation.
type MessageRating struct {
	Part  RatingPart `json:"part"`
	Score int        `json:"score,omitempty"` // of an answer

	Question MessageID `json:"question,omitempty"` // which an answer answers
}

// ScoreChoices are the rows from which a customer chooses, best first. They need no words, so
// that they are right in every language.
func ScoreChoices() *Choices {
	c := &Choices{Open: "★ 1–5", Sections: []ChoiceSection{{}}}
	for n := BestScore; n >= 1; n-- {
		c.Sections[0].Rows = append(c.Sections[0].Rows, Choice{Title: strconv.Itoa(n) + " " + Stars(n)})
	}
	return c
}

// Stars draws a score.
func Stars(n int) string { return strings.Repeat("★", n) + strings.Repeat("☆", BestScore-n) }

// ScoreLine says how to answer where nothing can be tapped.
const ScoreLine = "1 ★☆☆☆☆ · 2 ★★☆☆☆ · 3 ★★★☆☆ · 4 ★★★★☆ · 5 ★★★★★"

// ScoreTapped gives the score of a row that was tapped, by the id that came back with it; 0 =
// it is none of the question's.
func ScoreTapped(question MessageID, id string) int {
	row, found := strings.CutPrefix(id, string(question)+":")
	n, err := strconv.Atoi(row)
	if !found || err != nil || n < 1 || n > BestScore {
		return 0
	}
	return BestScore + 1 - n
}

// QuestionTapped gives the message whose row was tapped, by the id that came back with it; ""
// = the id is no row's.
func QuestionTapped(id string) MessageID {
	question, _, is := strings.Cut(id, ":")
	if !is {
		return ""
	}
	return MessageID(question)
}

// scoreWords are numbers in words, in the languages of most customers, but those that are
// common words elsewhere: "um", "un", "due".
var scoreWords = map[string]int{
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
	"eins": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5,
	"deux": 2, "trois": 3, "quatre": 4, "cinq": 5,
	"uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5,
	"tre": 3, "quattro": 4, "cinque": 5,
	"dois": 2, "três": 3, "quatro": 4,
}

// ScoreWritten reads a rating that was written: a figure, "4/5", stars, or a number in words,
// and nothing beside it. 0 = it may be anything, and so is a message.
func ScoreWritten(text string) int {
	s := strings.ToLower(strings.TrimSpace(strings.TrimRight(strings.TrimSpace(text), ".!")))
	if n, is := scoreWords[s]; is {
		return n
	}
	s, _ = strings.CutSuffix(bareFigures(s), "/5")
	figure, drawn := strings.TrimRight(s, "*☆"), strings.Count(s, "*")
	switch {
	case len(figure) == 1 && figure >= "1" && figure <= "5":
		if n := int(figure[0] - '0'); drawn == 0 || drawn == n || drawn == 1 {
			return n
		}
	case figure == "" && drawn >= 1 && drawn <= BestScore && strings.HasPrefix(s, strings.Repeat("*", drawn)):
		return drawn
	}
	return 0
}

// bareFigures gives a text with figures of every script as 1, stars of every kind as *, and
// without blanks and what only says how a sign is drawn.
func bareFigures(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '★' || r == '⭐' || r == '🌟':
			return '*'
		case unicode.IsSpace(r) || r == '\ufe0f' || r == '\u20e3':
			return -1
		case unicode.Is(unicode.Nd, r):
			return figureOf(r)
		}
		return r
	}, s)
}

// figureOf gives the value of a decimal figure as 0–9: in Unicode those of a script stand
// together, beginning with the 0.
func figureOf(r rune) rune {
	n := rune(0)
	for unicode.Is(unicode.Nd, r-n-1) {
		n++
	}
	return '0' + n%10
}

// RatedAs is how a conversation is to have been rated that somebody looks for. Values are
// stored and sent.
type RatedAs string

// How they can be.
const (
	RatedAtAll   RatedAs = "rated" // with any score
	RatedFive    RatedAs = "5"
	RatedFour    RatedAs = "4"
	RatedThree   RatedAs = "3"
	RatedTwo     RatedAs = "2"
	RatedOne     RatedAs = "1"
	RatedComment RatedAs = "comment"  // with a comment
	RatedSilent  RatedAs = "silent"   // the customer was asked, and gave no answer
	RatedNot     RatedAs = "notRated" // for whatever reason
)

// RatingFact is what there is to count about a question that went out.
type RatingFact struct {
	At       int64
	FirstSeq int64 // of the interaction
	Score    int   // 0 = no answer
	Comment  bool
}

// ratingFact gives the fact as it is stored, "" = nobody was asked.
func (i *Interaction) ratingFact() string {
	r := i.Rating
	if r == nil || r.AskedAt == 0 || r.Failed && r.Score == 0 {
		return ""
	}
	comment := "0"
	if r.CommentID != "" {
		comment = "1"
	}
	return strings.Join([]string{TemplateFactFrom(r.AskedAt), strconv.FormatInt(i.FirstSeq, 10), strconv.Itoa(r.Score), comment}, "|")
}

// Is says whether a conversation was rated so. The fact of one about which nobody was asked
// is the zero value.
func (f RatingFact) Is(as RatedAs) bool {
	switch as {
	case RatedAtAll:
		return f.Score > 0
	case RatedComment:
		return f.Comment
	case RatedSilent:
		return f.At > 0 && f.Score == 0
	case RatedNot:
		return f.Score == 0
	case RatedFive, RatedFour, RatedThree, RatedTwo, RatedOne:
		return strconv.Itoa(f.Score) == string(as)
	}
	return false
}

// ReadRatingFact reads one.
func ReadRatingFact(text string) (f RatingFact, ok bool) {
	parts := strings.Split(text, "|")
	if len(parts) != 4 {
		return f, false
	}
	at, err1 := strconv.ParseInt(parts[0], 36, 64)
	seq, err2 := strconv.ParseInt(parts[1], 10, 64)
	score, err3 := strconv.Atoi(parts[2])
	return RatingFact{At: at, FirstSeq: seq, Score: score, Comment: parts[3] == "1"}, err1 == nil && err2 == nil && err3 == nil
}

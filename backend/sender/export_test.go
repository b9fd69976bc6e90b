package sender

// AdAgain says whether a picture that did not come may come later.
var AdAgain = adAgain

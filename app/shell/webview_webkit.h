//go:build linux && webkit2_41 && (production || dev)

#include <webkit2/webkit2.h>

// parleyAllowMicrophone lets the page hear, and nothing else, when a person records.
void parleyAllowMicrophone(WebKitWebView *view);

// parleyCheckSpelling marks misspelt words where the system has dictionaries.
void parleyCheckSpelling(WebKitWebContext *context);

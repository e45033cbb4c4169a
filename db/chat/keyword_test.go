package chat

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestKeywordsAreReadFromLinesAndCommas(t *testing.T) {
	got, err := ParseKeywords("Release,  new   york\r\n\r\nRELEASE\n部署, C++ 20")
	if want := []string{"Release", "new york", "部署", "C++ 20"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("they are %q, %v", got, err)
	}
	if got, err := ParseKeywords(" ,\n"); err != nil || got != nil {
		t.Errorf("nothing is %q, %v", got, err)
	}
}

func TestKeywordsOfOneOrAThousandLettersAreRefused(t *testing.T) {
	var many []string
	for n := range MaxKeywords + 1 {
		many = append(many, fmt.Sprint("word", n))
	}
	for _, text := range []string{"a", "部", "C++", "--", strings.Repeat("a", 1000), strings.Repeat("ab ", 20), strings.Join(many, "\n")} {
		var invalid Invalid
		if _, err := ParseKeywords(text); !errors.As(err, &invalid) || invalid.Field != "keywords" || len(invalid.Reason) > 200 {
			t.Errorf("%.20q is refused with %v", text, err)
		}
	}
	for _, text := range []string{"ab", "部署", strings.Repeat("é", MaxKeyword), strings.Join(many[1:], ",")} {
		if _, err := ParseKeywords(text); err != nil {
			t.Errorf("%.20q is refused with %v", text, err)
		}
	}
}

func TestKeywordIsFoundAsWholeWords(t *testing.T) {
	for _, tt := range []struct {
		body, keyword string
		want          bool
	}{
		{"The Release.", "release", true},
		{"releases", "release", false},
		{"pre-release", "release", true},
		{"`release`", "release", false},
		{"    release", "release", true}, // an indented line is no code to us, as for mentions
		{"ΣΊΣΥΦΟΣ", "σίσυφος", true},
		{"Straße", "STRASSE", true},
		{"cafe\u0301", "café", true},
		{"cafes", "café", false},
		{"ｒｅｌｅａｓｅ", "release", true},
		{"明日リリースします", "リリース", true},
		{"เขากินข้าว", "กิน", true},
		{"שלום עולם", "עולם", true},
		{"مرحبا", "مرحب", false},
		{"new, York", "New York", true},
		{"in new\n\nyork", "New York", false},
		{"", "release", false},
	} {
		if got := WordsOf(tt.body).Have(tt.keyword); got != tt.want {
			t.Errorf("%q in %q: %t", tt.keyword, tt.body, got)
		}
	}
}

func FuzzKeywordIsFoundInItself(f *testing.F) {
	for _, text := range []string{"release", "new york", "部署", "C++ 20", "กิน", "İstanbul", "\u0301ab"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		keywords, err := ParseKeywords(text)
		if err != nil {
			return
		}
		for _, keyword := range keywords {
			body := "(" + keyword + ")"
			words := WordsOf(body)
			if strings.ContainsAny(keyword, "`~\\") {
				continue // may be code
			}
			if !words.Have(keyword) || !slices.Contains(words.Different(), FirstWord(keyword)) {
				t.Errorf("%q is not found in itself", keyword)
			}
		}
	})
}

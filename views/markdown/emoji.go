package markdown

import (
	"regexp"
	"strings"
	"unicode"

	emoji "github.com/yuin/goldmark-emoji"
	emojiast "github.com/yuin/goldmark-emoji/ast"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// shortcodes reads names such as :tada: where they stand as a word of their
// own: 10:100:20 and std::b::c are none.
type shortcodes struct{ parser.InlineParser }

func newShortcodes() shortcodes { return shortcodes{emoji.NewParser()} }

func (s shortcodes) Parse(parent ast.Node, from text.Reader, pc parser.Context) ast.Node {
	before := from.PrecendingCharacter()
	found, ok := s.InlineParser.Parse(parent, from, pc).(*emojiast.Emoji)
	if !ok || !found.Value.IsUnicode() || wordly(before) || wordly(rune(from.Peek())) {
		return nil
	}
	return found
}

// wordly tells what makes a shortcode part of a longer word. The reader gives
// the byte behind it, so only ASCII can be told from the end of the text.
func wordly(letter rune) bool {
	return letter < unicode.MaxASCII && (letter == ':' || unicode.IsLetter(letter) || unicode.IsDigit(letter))
}

// oneEmoji is an emoji (UTS 51): two letters of a flag, a key, or a picture
// with its shade, joined to more of them. Signs that are text by themselves
// count where a selector makes a picture of them.
const oneEmoji = `(?:[\x{1F1E6}-\x{1F1FF}]{2}|[0-9#*]\x{FE0F}?\x{20E3}|` + picture + `(?:\x{200D}` + picture + `)*)`

const picture = `(?:[\x{1F004}\x{1F0CF}\x{1F18E}\x{1F191}-\x{1F19A}\x{1F201}-\x{1F265}\x{1F300}-\x{1FAFF}` +
	`\x{231A}\x{231B}\x{23E9}-\x{23EC}\x{23F0}\x{23F3}\x{25FD}\x{25FE}\x{2614}\x{2615}\x{2648}-\x{2653}\x{267F}\x{2693}\x{26A1}` +
	`\x{26AA}\x{26AB}\x{26BD}\x{26BE}\x{26C4}\x{26C5}\x{26CE}\x{26D4}\x{26EA}\x{26F2}\x{26F3}\x{26F5}\x{26FA}\x{26FD}\x{2705}` +
	`\x{270A}\x{270B}\x{2728}\x{274C}\x{274E}\x{2753}-\x{2755}\x{2757}\x{2795}-\x{2797}\x{27B0}\x{27BF}\x{2B1B}\x{2B1C}\x{2B50}\x{2B55}]` +
	`\x{FE0F}?|[\x{00A9}\x{00AE}\x{203C}-\x{2BFF}\x{3030}\x{303D}\x{3297}\x{3299}]\x{FE0F}|[\x{2640}\x{2642}])[\x{1F3FB}-\x{1F3FF}]?[\x{E0020}-\x{E007F}]*`

// fewEmoji is a text of up to six emoji.
var fewEmoji = regexp.MustCompile(`^\s*(?:` + oneEmoji + `\s*){1,6}$`)

// longestLoud is more than six emoji take, in bytes.
const longestLoud = 400

// loud tells whether a text is a few emoji and nothing else: those are shown
// large.
func loud(source []byte, document ast.Node) bool {
	paragraph := document.FirstChild()
	if paragraph == nil || paragraph.NextSibling() != nil || len(source) > longestLoud || !ast.IsParagraph(paragraph) {
		return false
	}
	var said strings.Builder
	for n := paragraph.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			said.Write(n.Segment.Value(source))
		case *emojiast.Emoji:
			said.WriteString(string(n.Value.Unicode))
		default:
			return false
		}
	}
	return fewEmoji.MatchString(said.String())
}

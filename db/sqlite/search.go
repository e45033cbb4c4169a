package sqlite

import (
	"strconv"
	"strings"
	"time"

	"parley/db"
)

// textIndex keeps what was said in one table of FTS5
// (https://www.sqlite.org/fts5.html). Its three columns answer a whole search
// in one expression, so that the newest hit comes first and the rarest part
// decides how long it takes:
//   - words holds terms, one after the other;
//   - parts holds the three-letter pieces of every longer word, one after the
//     other, and a mark between words, so that pieces in a row are in one word;
//   - tags holds room, author, month, and whether there is a link, a file, a
//     picture.
//
// Terms are letters and digits only, so a query needs no escaping but quotes,
// which keep AND, OR and NOT words.
func textIndex() db.TextIndex {
	return db.TextIndex{
		Add: `
	INSERT INTO message_index (rowid, words, parts, tags)
	VALUES (?1, ?2, ?3, ?4)`,
		Remove: `
	INSERT INTO message_index (message_index, rowid, words, parts, tags)
	VALUES ('delete', ?1, ?2, ?3, ?4)`,
		Found: `
	SELECT rowid AS id
	FROM message_index
	WHERE message_index MATCH ?1 AND rowid < ?2`,
		Entry: entry,
		Match: match,
	}
}

const (
	pieceLength = db.PartLength
	wordsEnd    = " 0 " // shorter than a piece, so never one
	linkTag     = "link"
	fileTag     = "file"
	pictureTag  = "picture"
)

func entry(e db.Entry) []any {
	terms := db.Terms(e.Body)
	var words, parts strings.Builder
	words.Grow(len(e.Body) + len(e.Body)/4)
	parts.Grow(4 * len(e.Body))
	for _, t := range terms {
		words.WriteString(string(t.Letters))
		words.WriteByte(' ')
		if !t.Apart && len(t.Letters) >= pieceLength {
			pieces(&parts, t.Letters)
			parts.WriteString(wordsEnd)
		}
	}
	tags := roomTag(int64(e.Room)) + " " + authorTag(int64(e.Author)) + " " + monthTag(month(e.Created))
	if db.HasLink(e.Body) {
		tags += " " + linkTag
	}
	if e.File {
		tags += " " + fileTag
	}
	if e.Picture {
		tags += " " + pictureTag
	}
	return []any{words.String(), parts.String(), tags}
}

// pieces writes every three letters in a row: dat ata tab.
func pieces(to *strings.Builder, letters []rune) {
	for at := 0; at+pieceLength <= len(letters); at++ {
		if at > 0 {
			to.WriteByte(' ')
		}
		to.WriteString(string(letters[at : at+pieceLength]))
	}
}

func roomTag(id int64) string    { return "r" + strconv.FormatInt(id, 10) }
func authorTag(id int64) string  { return "u" + strconv.FormatInt(id, 10) }
func monthTag(months int) string { return "m" + strconv.Itoa(months) }

// month counts the months of UTC since the year 0.
func month(t time.Time) int {
	t = t.UTC()
	return 12*t.Year() + int(t.Month()) - 1
}

// firstMonth is older than whatever a place was told.
const firstMonth = 12 * 2000

// match is the expression that finds a message.
func match(m db.Match) string {
	var all []string
	for _, term := range m.Terms {
		all = append(all, termQuery(db.Terms(term.Text), term.Phrase))
	}
	all = append(all, anyTag(m.Rooms, roomTag))
	if len(m.Authors) > 0 {
		all = append(all, anyTag(m.Authors, authorTag))
	}
	for _, tag := range []struct {
		name   string
		wanted bool
	}{{linkTag, m.Link}, {fileTag, m.File}, {pictureTag, m.Picture}} {
		if tag.wanted {
			all = append(all, `tags : "`+tag.name+`"`)
		}
	}
	if !m.Since.IsZero() || month(m.Until) < month(time.Now()) {
		all = append(all, anyTag(months(m.Since, m.Until), func(n int64) string { return monthTag(int(n)) }))
	}
	return strings.Join(all, " AND ")
}

func months(since, until time.Time) (all []int64) {
	for n := max(firstMonth, month(since)); n <= max(firstMonth, month(until)); n++ {
		all = append(all, int64(n))
	}
	return all
}

func anyTag[T ~int64](ids []T, tag func(int64) string) string {
	var tags []string
	for _, id := range ids {
		tags = append(tags, `"`+tag(int64(id))+`"`)
	}
	return "tags : (" + strings.Join(tags, " OR ") + ")"
}

func termQuery(terms []db.Term, phrase bool) string {
	if db.Parted(terms, phrase) {
		var parts strings.Builder
		pieces(&parts, terms[0].Letters)
		return `parts : "` + parts.String() + `"`
	}
	var words []string
	for _, t := range terms {
		words = append(words, string(t.Letters))
	}
	return `words : "` + strings.Join(words, " ") + `"`
}

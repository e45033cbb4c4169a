package views

// emoji is one of the pickers, with its name for those who listen.
type emoji struct{ text, name string }

// quickEmoji stand first: what people answer with most often.
var quickEmoji = []emoji{
	{"👍", "thumbs up"}, {"❤️", "heart"}, {"🎉", "party"}, {"😂", "laughing"},
	{"👀", "eyes"}, {"🙏", "thanks"}, {"🚀", "rocket"}, {"✅", "check mark"},
}

// commonEmoji stand below them: faces, hands, hearts, then things.
var commonEmoji = []emoji{
	{"😀", "grinning"}, {"😄", "smiling"}, {"😁", "beaming"}, {"😅", "relieved laugh"},
	{"🤣", "rolling with laughter"}, {"🙂", "slight smile"}, {"😉", "wink"}, {"😊", "blushing"},
	{"😍", "in love"}, {"🥰", "loved"}, {"😘", "kiss"}, {"😎", "cool"},
	{"🤩", "star-struck"}, {"🥳", "celebrating"}, {"🤔", "thinking"}, {"🤨", "doubtful"},
	{"😐", "neutral"}, {"🙄", "rolling eyes"}, {"😬", "grimacing"}, {"😌", "relieved"},
	{"😴", "asleep"}, {"🤯", "mind blown"}, {"😮", "surprised"}, {"😱", "screaming"},
	{"😢", "sad"}, {"😭", "crying"}, {"😤", "determined"}, {"😡", "angry"},
	{"🤝", "handshake"}, {"👏", "applause"}, {"🙌", "raised hands"}, {"👋", "wave"},
	{"👌", "perfect"}, {"✌️", "victory"}, {"🤞", "fingers crossed"}, {"💪", "strong"},
	{"🫶", "heart hands"}, {"👎", "thumbs down"}, {"🤷", "shrug"}, {"🤦", "face palm"},
	{"🙋", "me too"}, {"🫡", "salute"}, {"💙", "blue heart"}, {"💚", "green heart"},
	{"💛", "yellow heart"}, {"💜", "purple heart"}, {"💔", "broken heart"}, {"🔥", "fire"},
	{"✨", "sparkles"}, {"⭐", "star"}, {"💯", "hundred"}, {"💡", "idea"},
	{"☕", "coffee"}, {"🍰", "cake"}, {"🍻", "cheers"}, {"🌱", "seedling"},
	{"☀️", "sun"}, {"🌈", "rainbow"}, {"🐛", "bug"}, {"🔧", "wrench"},
	{"📌", "pin"}, {"⏳", "waiting"}, {"❓", "question"}, {"❌", "no"},
}

import type { DocxPart } from './make-docx.ts'
import type { Passage } from './typeset.ts'

/** What an invented nurserywoman wrote and said, in the forms in which such things lie about. */

export const HISTORY = `<!doctype html><html><head><title>About us &ndash; Hollowbrook Nurseries</title>
<meta property="article:published_time" content="2019-03-21T08:00:00Z"><style>p{color:green}</style></head>
<body><nav><ul><li>Home</li><li>Shop opening hours</li></ul></nav><header><p>Free parking!</p></header>
<main><h1>How it began</h1>
<p>I signed the lease on 9&nbsp;September 1998, with two hundred trays of <i>Primula</i> and a van that needed
pushing. There was no shop; people came to the potting shed and paid into a biscuit tin.</p>
<p>The tin is still there. It holds the keys now<sup><a href="#n1">1</a></sup>.</p>
<ul><li>1998: one glasshouse</li><li>2006: the bog garden &amp; the pond</li></ul></main>
<footer><p>We use cookies to improve your experience on this page.</p></footer><script>track("visit")</script></body></html>`

export const PEAT_LETTER: DocxPart[] = [
  { style: 'Title', text: 'Why there is no peat in our pots' },
  { text: '3 April 2023' },
  { text: 'Dear customers,' },
  { text: 'we stopped using peat this spring, all of it and for good. The reason is simple: **a bog grows one millimetre a year**, and we used a metre of it every season.' },
  { style: 'Heading1', text: 'What we use instead' },
  { text: 'Our mix has three parts, and we make it ourselves:' },
  { item: 'composted bark from the sawmill at Fennick' },
  { item: 'wood fibre, which holds the air' },
  { item: 'loam from our own field' },
  { bold: 'What it means for you' },
  { text: 'You will have to water a little more often. The plants will be smaller at first and stronger by July.' },
  { rows: [['Pot', 'Old price', 'New price'], ['Small', '2.50', '2.80'], ['Large', '6.00', '6.40']] },
]

export const INTERVIEW = `An interview with Garden Weekly, 17 July 2022

Why can't I buy from you online?

A plant in a box for three days is not a plant, it's a patient. I want people to
pick it up, turn it round and look under the leaves. We tried it for six weeks in
2020, when everything was shut, and a third of what we sent came back or died.
The money was good. I didn't sleep.

And the big chains?

They sell in a weekend what we sell in a year, at half the price. But nobody
there can tell you why your hydrangea is blue. My people can – it's the soil's
aluminium – and that is the only thing we have that can't be undercut. Cafés and
gift shops aren't it.
`

export const SPRING_TALK = `1
00:00:01,000 --> 00:00:04,000
[Applause]

2
00:00:04,200 --> 00:00:07,500
Thank you. I want to talk about
the night of the fourth of April 2021.

3
00:00:08,000 --> 00:00:12,000
The forecast said two degrees,
and <i>we lost nine thousand seedlings in one night</i>.

4
00:00:12,200 --> 00:00:16,000
Because a vent was open and nobody's job was to look.

5
00:00:20,000 --> 00:00:25,000
What the frost taught me is that a checklist is worth
more than a good team that is tired.

6
00:00:25,500 --> 00:00:29,000
So now the last one out signs the vent sheet, and that includes me.
`

export const TOWN_HALL = `WEBVTT

NOTE recorded in the potting shed

00:00:00.500 --> 00:00:03.000
<v Bettina Rowe>Orla, will there be Sunday work this year?

00:00:03.400 --> 00:00:08.000
<v Orla Tamsin>No. We close on Sundays, all year, and we have done so
since 2011.

00:00:08.100 --> 00:00:12.000
<v Orla Tamsin>I would rather lose the sales than the people.

00:00:12.500 --> 00:00:15.000
<v Bettina Rowe>I think we should open in May.
`

export const HANDBOOK: Passage[] = [
  { heading: 'Your first week' },
  {
    text:
      'Welcome to Hollowbrook. You will be told many things in your first week and remember few of them, which is understandable. Touch every bench in the house before you learn a single Latin name: your hands will tell you which tables stay damp and which of them dry out by eleven. Nobody expects you to propagate anything before the second month.',
  },
  {
    text:
      'On the first morning somebody will show you the boilers, the reservoir and the well-hidden kettle. Ask for a notebook. Experienced growers write everything down, and the apprentices who do not are the ones who telephone me on Sunday about temperatures that were on the board since Thursday.',
  },
  { heading: 'Tools' },
  {
    text:
      'You get one knife, one pair of secateurs and one pair of boots. Whoever loses the knife buys the next one; whoever breaks it gets another for nothing. Sharpening is done on Fridays after the long-term orders have been packed, and we do it together, because that is when people say what is wrong.',
  },
  { item: 'Clean the blades with spirit between two plants, not between two benches, whatever the others do when they are in a hurry.' },
  { item: 'Never leave a hose running.' },
  { heading: 'Mistakes' },
  {
    text:
      'You will kill plants. I have killed more than anybody here, among them four hundred camellias in 2009, because I trusted a thermometer that hung in the sun. Tell us the same day. A mistake that is told before supper is never held against anybody; a mistake that is hidden is the only thing for which I have ever dismissed an apprentice.',
  },
  {
    text:
      'When you do not know whether a plant is ill or only thirsty, lift the pot. A light pot is thirsty. A heavy pot with a sad plant in it has been watered by somebody who meant well, and needs a dry week and an explanation on the label so that the next kind person leaves it alone.',
  },
]

export const HOUSE_STYLE: Passage[] = [
  { heading: 'Labels' },
  {
    text:
      'A label is read by somebody who is kneeling in the rain. Latin name first, in small letters but for the genus, then the English name, then one sentence about where it wants to stand. Nothing about prizes it has won. If a plant is poisonous the label says so in the first line and in words a child understands.',
  },
  {
    text:
      'Prices are in whole pounds. We have never believed that four pounds ninety-nine is a different price from five pounds, and customers who are treated like that will treat us like that.',
  },
  { heading: 'Letters' },
  {
    text:
      'We answer every letter within a week and by hand if it came by hand. We do not write «unfortunately» because the reader can see for themselves that it is unfortunate. We sign with our first name and the name of the house in which we work, so that people can come and argue.'.replace(/[«»]/g, '"'),
  },
]

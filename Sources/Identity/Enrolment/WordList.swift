/// Words that two people can read to each other, one for each byte: spec/words.txt.
enum WordList {
    static let words: [String] = text.split(whereSeparator: \.isWhitespace).map(String.init)

    private static let text = """
        acorn actor agent alarm album almond amber anchor angle ankle apple april apron arrow
        ash aspen atlas attic aunt autumn bacon badge bagel baker bamboo banana banjo barn basil
        basket beach beaver bell bench berry bicycle bird biscuit blanket blossom boat bonfire
        book bottle branch bread brick bridge brush bucket butter button cabin cactus camel
        camera candle canoe canvas carpet carrot castle cedar cello chair cherry chess cider
        circle city clock cloud clover coat cobra coffee comet copper coral cotton crab cradle
        crane crayon cricket crown cube curtain daisy dance deer delta desert diamond dinner
        doctor dolphin donkey door dragon drum duck eagle earth easel echo elephant elm emerald
        engine evening falcon farmer feather fence fern fiddle finger fjord flag flute forest
        fountain fox frog garden garlic gate giraffe glass glove goat gold goose grape guitar
        hammer harbor harp hazel helmet heron hill honey horse hotel igloo iron island ivory
        jacket jaguar jewel jungle kayak kettle kitchen kite ladder lagoon lake lamp lantern
        lemon letter lion lizard lobster magnet maple marble market meadow melon mirror monkey
        moon motor mountain museum napkin needle nest nickel noodle north nurse oasis ocean
        olive onion opera orange orbit otter owl oyster paddle palace panda paper parrot pasta
        peach pencil pepper piano pigeon pillow pirate planet plum pocket pony potato prism
        pumpkin puppet quartz queen rabbit radio raven ribbon river robot rocket saddle sailor
        salmon satin scarf school shark sheep shell silver ski snow soap spider spoon square
        stable station stove summer sunset swan table tango teapot tiger tomato torch tower
        """
}

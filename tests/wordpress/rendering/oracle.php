<?php
/**
 * The real functions as an oracle, without a database.
 *
 * Reads one JSON object a line ({"f": name, "s": text}), calls WordPress's own function and answers one JSON value a line.
 * Usage: php oracle.php WORDPRESS_DIR [LOCALE_JSON], where the locale object maps "context|original" to a translation.
 * Everything WordPress needs beside its text functions is answered by the shims below.
 */

error_reporting( 0 );
ini_set( 'display_errors', '0' );
ini_set( 'pcre.jit', '1' );
ini_set( 'pcre.backtrack_limit', '100000000' );
define( 'ABSPATH', rtrim( $argv[1], '/' ) . '/' );
define( 'WPINC', 'wp-includes' );
define( 'WP_DEBUG', false );
$translations = json_decode( $argv[2] ?? '{}', true );

function __( $text, $domain = 'default' ) { return $text; }
function _x( $text, $context, $domain = 'default' ) {
	global $translations;
	return $translations[ "$context|$text" ] ?? $text;
}
function esc_attr__( $text, $domain = 'default' ) { return $text; }
function get_option( $name, $default = false ) {
	return array( 'blog_charset' => 'UTF-8', 'use_smilies' => 1 )[ $name ] ?? $default;
}
function get_locale() { return 'en_US'; }
function is_admin() { return false; }
function _doing_it_wrong() {}
function wp_parse_url( $url, $part = -1 ) { return parse_url( $url, $part ); }

$parts = array( 'plugin.php', 'formatting.php', 'shortcodes.php', 'kses.php', 'class-wp-block-parser.php' );
foreach ( $parts as $part ) {
	require ABSPATH . WPINC . '/' . $part;
}
// Registered names only: what the outside world calls them decides what text is left alone.
foreach ( array( 'caption', 'wp_caption', 'gallery', 'audio', 'video', 'playlist', 'embed' ) as $tag ) {
	add_shortcode( $tag, fn( $attributes, $inner, $name ) => '{' . json_encode( array( $name, $attributes, $inner ) ) . '}' );
}

$calls = array(
	'parse_blocks' => fn( $text ) => ( new WP_Block_Parser() )->parse( $text ),
);
while ( ( $line = fgets( STDIN ) ) !== false ) {
	$request = json_decode( $line, true );
	$call    = $calls[ $request['f'] ] ?? $request['f'];
	echo json_encode( $call( $request['s'] ), JSON_INVALID_UTF8_SUBSTITUTE | JSON_PARTIAL_OUTPUT_ON_ERROR ), "\n";
	flush();
}

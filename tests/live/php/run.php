<?php
/**
 * Runs one piece of PHP inside the loaded WordPress.
 *
 * Standard input: JSON {code, input, installing}. The code sees $input and $wpdb and writes its answer to standard output.
 */

$job = json_decode( stream_get_contents( STDIN ), true, 512, JSON_THROW_ON_ERROR );
if ( $job['installing'] ) {
	define( 'WP_INSTALLING', true );
}
require ABSPATH . 'wp-load.php';
while ( ob_get_level() ) {
	ob_end_clean();
}
ini_set( 'display_errors', 'stderr' );

( static function ( string $code, $input ) {
	global $wpdb;
	eval( $code );
} )( $job['code'], $job['input'] );
